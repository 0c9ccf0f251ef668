/** Proofload's k6 extension. What it exports has its types in extension.ts. */
declare module 'k6/x/proofload';
