import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AutocannonSettings } from './programs/autocannon.ts';
import { figure, type Tool } from './tool.ts';

const PROGRAM = join(import.meta.dirname, 'programs', 'autocannon.ts');

/**
 * https://github.com/mcollina/autocannon, a dependency of this project. For a rate, each connection sends its share of a second in one
 * burst. Times are then corrected for requests that could not be sent, in version 9 as if each connection had to send one every
 * millisecond. It reports whole milliseconds and no p95.
 */
export const autocannon: Tool = {
  name: 'autocannon',
  checks: 'status and a field',
  p95Is: 'p97.5',
  find: async () => {
    const { version } = createRequire(import.meta.url)('autocannon/package.json') as { version: string };
    return { path: process.execPath, version };
  },
  commandFor(path, offer, { baseUrl, users, folder }) {
    const settingsFile = join(folder, 'settings.json');
    const resultFile = join(folder, 'result.json');
    const settings: AutocannonSettings = {
      url: baseUrl,
      connections: offer.connections,
      durationSec: offer.durationSec,
      ratePerSec: offer.model === 'open' ? offer.ratePerSec : null,
      users,
    };
    return {
      command: path,
      args: [PROGRAM, settingsFile, resultFile],
      env: { NODE_ENV: 'production' },
      files: { [settingsFile]: JSON.stringify(settings) },
      resultFile,
    };
  },
  parse(result) {
    const { requests, errors, wrong, latency } = JSON.parse(result) as Result;
    return {
      requests: requests.total,
      failed: errors + wrong,
      p95Ms: figure(latency.p97_5, 'p97.5'),
      p99Ms: figure(latency.p99, 'p99'),
    };
  },
};

/** Milliseconds. `wrong` is counted by our program, the rest by autocannon. */
type Result = {
  requests: { total: number };
  errors: number;
  wrong: number;
  latency: Record<string, number>;
};
