import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './stores.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Vitest's global set-up: one PostgreSQL, in which each test file creates its own databases (databases.ts). */
export default async function startPostgresForAllFiles(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  project.provide('postgresUrl', postgres.url);
  return postgres.stop;
}
