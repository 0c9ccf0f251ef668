import type { FastifyInstance } from 'fastify';
import type { PlantedDefects } from '../../harness/model/run.ts';
import { AppError } from './errors.ts';

/**
 * Planted defect: fails those requests to the routes registered after this call for which `fails` says so. In `preHandler`, so that requests
 * that are refused anyway do not use up a share of failures, and nothing has been done yet.
 */
export function plantFailures(app: FastifyInstance, fails: () => boolean): void {
  app.addHook('preHandler', async () => {
    if (fails()) throw new AppError(500, 'INTERNAL', 'A planted defect failed this request.');
  });
}

/**
 * Planted defect: blocks the event loop for `forMs` of every `everyMs`.
 * @returns a function that ends it
 */
export function plantBlockedEventLoop({
  everyMs,
  forMs,
}: NonNullable<PlantedDefects['blockedEventLoop']>): () => void {
  const timer = setInterval(() => {
    const untilMs = performance.now() + forMs;
    while (performance.now() < untilMs);
  }, everyMs);
  return () => clearInterval(timer);
}
