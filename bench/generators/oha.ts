import { join } from 'node:path';
import { findTool } from './find-tool.ts';
import { figure, pathOf, type Tool } from './tool.ts';

/**
 * https://github.com/hatoo/oha (`cargo install --locked oha`). Its headers are arguments and the same for all URLs, so it sends no token:
 * the server of this benchmark adds the one of the user in the URL. With --latency-correction, it counts from the intended start.
 */
export const oha: Tool = {
  name: 'oha',
  checks: 'status',
  find: (env) => findTool('oha', 'OHA_BIN', { args: ['--version'], pattern: /oha (\S+)/ }, env),
  commandFor(path, offer, { baseUrl, users, folder }) {
    const urlsFile = join(folder, 'urls.txt');
    const resultFile = join(folder, 'result.json');
    return {
      command: path,
      args: [
        ...['--no-tui', '--output-format', 'json', '--output', resultFile],
        ...['-c', String(offer.connections), '-z', `${offer.durationSec}s`],
        '--wait-ongoing-requests-after-deadline',
        ...(offer.model === 'open' ? ['-q', String(offer.ratePerSec), '--latency-correction'] : []),
        ...['--urls-from-file', urlsFile],
      ],
      env: {},
      files: { [urlsFile]: `${users.map((user) => baseUrl + pathOf(user)).join('\n')}\n` },
      resultFile,
    };
  },
  parse(result) {
    const { latencyPercentiles, statusCodeDistribution, errorDistribution } = JSON.parse(result) as Result;
    const responses = sum(statusCodeDistribution);
    return {
      requests: responses,
      failed: responses - (statusCodeDistribution['200'] ?? 0) + sum(errorDistribution),
      p95Ms: 1000 * figure(latencyPercentiles.p95, 'p95'),
      p99Ms: 1000 * figure(latencyPercentiles.p99, 'p99'),
    };
  },
};

/** Seconds. */
type Result = {
  latencyPercentiles: Record<string, number | null>;
  statusCodeDistribution: Record<string, number>;
  errorDistribution: Record<string, number>;
};

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
