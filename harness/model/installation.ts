/** Whether this is the built package, as npm installs it; otherwise it is a checkout, whose TypeScript Node runs as it is. */
export const isPackage = import.meta.url.endsWith('.js');

/** How to call a command of Proofload here, for hints: "npm start -- runs", or "npx proofload runs" in the package. */
export function proofloadCommand(args = ''): string {
  if (isPackage) return `npx proofload ${args}`.trimEnd();
  return args === '' ? 'npm start' : `npm start -- ${args}`;
}
