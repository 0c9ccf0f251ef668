import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { ExponentialHistogram } from '../../stats/exponential-histogram.ts';
import type { WorkerResult, WorkerSettings } from './settings.ts';

/*
 * autocannon as a process of its own: `node worker.ts <settings.json> <result.json>`.
 *
 * autocannon itself keeps only whole milliseconds. So each response is recorded here, with the time that autocannon measured
 * with `process.hrtime()`, from writing the request to the end of its response.
 */

/** Fine enough that a bucket spans 0.3% or less, whatever the times. */
const MAX_BUCKETS = 4096;
/** How often it checks whether its time is over. */
const CHECK_EVERY_MS = 100;

const [settingsFile, resultFile] = process.argv.slice(2) as [string, string];
const settings = JSON.parse(await readFile(settingsFile, 'utf8')) as WorkerSettings;

const times = new ExponentialHistogram({ maxBuckets: MAX_BUCKETS });
let responses = 0;
let failed = 0;
const startedMs = performance.now();
const fromMs = startedMs + settings.warmUpMs;
const untilMs = fromMs + settings.durationMs;

/** If every response took the same time, connections that began together would send together forever. */
const groups =
  settings.startedOverMs === 0
    ? [{ connections: settings.connections, delayMs: 0 }]
    : Array.from({ length: settings.connections }, (_, i) => ({
        connections: 1,
        delayMs: (i * settings.startedOverMs) / settings.connections,
      }));

const results = await Promise.all(
  groups.map(async ({ connections, delayMs }) => {
    await sleep(delayMs);
    return runGroup(connections);
  }),
);

function runGroup(connections: number): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    const instance = autocannon(
      {
        url: settings.url,
        connections,
        duration: (untilMs - performance.now()) / 1000,
        sampleInt: CHECK_EVERY_MS,
      },
      (error, finished) => (error ? reject(error) : resolve(finished)),
    );
    instance.on('response', (_client, statusCode, _bytes, serviceTimeMs) => {
      const nowMs = performance.now();
      if (nowMs < fromMs || nowMs >= untilMs) return;
      responses++;
      if (statusCode < 200 || statusCode > 299) failed++;
      times.record(serviceTimeMs);
    });
  });
}

const seen: WorkerResult = {
  fromMs: performance.timeOrigin + fromMs,
  untilMs: performance.timeOrigin + untilMs,
  responses,
  failed,
  errors: results.reduce((sum, { errors }) => sum + errors, 0),
  serviceTimeMs: times.encode(),
};
await writeFile(resultFile, JSON.stringify(seen));
