import { join } from 'node:path';
import { findTool } from './find-tool.ts';
import { figure, type Tool } from './tool.ts';

const SCRIPT = join(import.meta.dirname, 'programs', 'wrk2.lua');

/**
 * https://github.com/giltene/wrk2 (built from source; its program is called wrk). It only offers a rate, and counts from the intended
 * start. The times of its first ten seconds are not counted: it calibrates itself.
 */
export const wrk2: Tool = {
  name: 'wrk2',
  checks: 'status and a field',
  warmUpSec: 11,
  find: (env) => findTool('wrk2', 'WRK2_BIN', { args: ['--version'], pattern: /wrk (\S+)/ }, env),
  commandFor(path, offer, { baseUrl, users, folder }) {
    if (offer.model !== 'open') return null;
    const usersFile = join(folder, 'users.tsv');
    const resultFile = join(folder, 'result.json');
    return {
      command: path,
      args: [
        ...['-t', '1', '-c', String(offer.connections), '-d', `${offer.durationSec}s`],
        ...['-R', String(offer.ratePerSec), '-s', SCRIPT, baseUrl],
      ],
      env: { USERS_FILE: usersFile, RESULT_FILE: resultFile },
      files: { [usersFile]: `${users.map((user) => user.join('\t')).join('\n')}\n` },
      resultFile,
    };
  },
  parse(result) {
    const { requests, failed, p95Us, p99Us } = JSON.parse(result) as Record<string, unknown>;
    return {
      requests: figure(requests, 'number of requests'),
      failed: figure(failed, 'number of failures'),
      p95Ms: figure(p95Us, 'p95') / 1000,
      p99Ms: figure(p99Us, 'p99') / 1000,
    };
  },
};
