import { join } from 'node:path';
import { findTool } from './find-tool.ts';
import { figure, pathOf, type Tool } from './tool.ts';

/**
 * https://github.com/tsenart/vegeta (`go install github.com/tsenart/vegeta/v12@latest`). It starts another worker for a request whenever
 * all are busy, and counts from the moment a worker takes the request.
 */
export const vegeta: Tool = {
  name: 'vegeta',
  checks: 'status',
  find: (env) => findTool('vegeta', 'VEGETA_BIN', { args: ['-version'], pattern: /Version: *(\S+)\n/ }, env),
  commandFor(path, offer, { baseUrl, users, folder }) {
    const targetsFile = join(folder, 'targets.ndjson');
    const recordedFile = join(folder, 'recorded.bin');
    const resultFile = join(folder, 'result.json');
    const targets = users.map((user) =>
      JSON.stringify({
        method: 'GET',
        url: baseUrl + pathOf(user),
        header: { Authorization: [`Bearer ${user[1]}`] },
      }),
    );
    const workers = String(offer.connections);
    return {
      command: path,
      args: [
        'attack',
        ...['-format=json', `-targets=${targetsFile}`, `-output=${recordedFile}`],
        ...[`-duration=${offer.durationSec}s`, `-workers=${workers}`],
        ...(offer.model === 'open'
          ? [`-rate=${offer.ratePerSec}/1s`]
          : ['-rate=0', `-max-workers=${workers}`]),
      ],
      env: {},
      files: { [targetsFile]: `${targets.join('\n')}\n` },
      resultFile,
      afterwards: { command: path, args: ['report', '-type=json', `-output=${resultFile}`, recordedFile] },
    };
  },
  parse(result) {
    const { latencies, requests, status_codes: statusCodes } = JSON.parse(result) as Result;
    return {
      requests,
      failed: requests - (statusCodes['200'] ?? 0),
      p95Ms: figure(latencies['95th'], 'p95') / 1e6,
      p99Ms: figure(latencies['99th'], 'p99') / 1e6,
    };
  },
};

/** Nanoseconds. */
type Result = {
  latencies: Record<string, number>;
  requests: number;
  status_codes: Record<string, number>;
};
