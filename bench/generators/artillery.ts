import { join } from 'node:path';
import { findTool } from './find-tool.ts';
import { figure, type Offer, type Tool } from './tool.ts';

const PROCESSOR = join(import.meta.dirname, 'programs', 'artillery.mjs');

/** https://www.artillery.io (`npm install --global artillery`). Each arrival is a new user, with a connection of its own. */
export const artillery: Tool = {
  name: 'Artillery',
  checks: 'status and a field',
  find: (env) =>
    findTool('artillery', 'ARTILLERY_BIN', { args: ['--version'], pattern: /Artillery: *(\S+)/ }, env),
  commandFor(path, offer, { baseUrl, users, folder }) {
    const usersFile = join(folder, 'users.json');
    const scriptFile = join(folder, 'script.json');
    const resultFile = join(folder, 'result.json');
    return {
      command: path,
      args: ['run', '--quiet', '--output', resultFile, scriptFile],
      env: {
        USERS_FILE: usersFile,
        BASE_URL: baseUrl,
        DURATION_SEC: String(offer.durationSec),
        ARTILLERY_DISABLE_TELEMETRY: 'true',
      },
      files: {
        [usersFile]: JSON.stringify(users),
        [scriptFile]: JSON.stringify(scriptFor(offer, baseUrl)),
      },
      resultFile,
    };
  },
  parse(result) {
    const { counters, summaries } = (JSON.parse(result) as Result).aggregate;
    const times = summaries['http.response_time'] ?? {};
    const requests = figure(counters['http.requests'], 'number of requests');
    return {
      requests,
      failed: requests - (counters['correct responses'] ?? 0),
      p95Ms: figure(times.p95, 'p95'),
      p99Ms: figure(times.p99, 'p99'),
    };
  },
};

/** Milliseconds. */
type Result = {
  aggregate: { counters: Record<string, number>; summaries: Record<string, Record<string, number>> };
};

/** Each arrival sends one request; a user of the closed loop sends one after the other until the time is over. */
function scriptFor(offer: Offer, baseUrl: string) {
  const read = { get: { url: '/', beforeRequest: 'chooseUser', afterResponse: 'check' } };
  return {
    config: {
      target: baseUrl,
      phases: [
        offer.model === 'open'
          ? { duration: offer.durationSec, arrivalRate: offer.ratePerSec }
          : { duration: 1, arrivalCount: offer.connections },
      ],
      processor: PROCESSOR,
    },
    scenarios: [{ flow: [offer.model === 'open' ? read : { loop: [read], whileTrue: 'hasTimeLeft' }] }],
  };
}
