import { join } from 'node:path';
import { K6_OFFLINE } from '../../harness/load/k6/environment.ts';
import { findK6 } from '../../harness/system/programs/programs.ts';
import { type Command, figure, type Offer, type Tool, type Work } from './tool.ts';

/** k6 alone, with only its own measurements and one check (bench/k6/alone.ts). It counts from the moment of sending. */
export const k6: Tool = {
  name: 'k6',
  checks: 'status and a field',
  find: findK6,
  commandFor(path, offer, work) {
    const resultFile = join(work.folder, 'result.json');
    return k6Command(path, offer, work, {
      script: work.scripts.alone,
      options: { summaryTrendStats: ['p(95)', 'p(99)'] },
      args: [],
      env: { RESULT_FILE: resultFile },
      resultFile,
    });
  },
  parse(result) {
    const { http_reqs: sent, http_req_duration: times, checks } = (JSON.parse(result) as Result).metrics;
    return {
      requests: figure(sent?.values.count, 'number of requests'),
      failed: figure(checks?.values.fails, 'number of failed checks'),
      p95Ms: figure(times?.values['p(95)'], 'p95'),
      p99Ms: figure(times?.values['p(99)'], 'p99'),
    };
  },
};

/** Milliseconds. */
type Result = { metrics: Record<string, { values: Record<string, number> }> };

/**
 * An arrival needs a free virtual user of k6. With two seconds' worth of them, as in a run, no arrival is dropped while the server stands
 * still for a second.
 */
const USERS_PER_ARRIVAL_PER_SEC = 2;

type K6Script = {
  script: string;
  options: object;
  args: string[];
  env: Record<string, string>;
  resultFile: string;
  /** the function that an arrival calls, if it is not the default one */
  arrival?: string;
};

/** The command for one of the two scripts; both get the same load in the same way. */
export function k6Command(path: string, offer: Offer, work: Work, of: K6Script): Command {
  const optionsFile = join(work.folder, 'options.json');
  const worldFile = join(work.folder, 'world.json');
  const options = { scenarios: { bench: scenarioOf(offer, of.arrival) }, systemTags: [], ...of.options };
  return {
    command: path,
    args: ['run', '--config', optionsFile, '--quiet', ...of.args, of.script],
    env: { ...K6_OFFLINE, ...of.env, BASE_URL: work.baseUrl, WORLD_FILE: worldFile },
    files: {
      [optionsFile]: JSON.stringify(options),
      [worldFile]: JSON.stringify({ students: work.users }),
    },
    resultFile: of.resultFile,
  };
}

function scenarioOf(offer: Offer, arrival = 'default') {
  const duration = `${offer.durationSec}s`;
  if (offer.model === 'closed') {
    return { executor: 'constant-vus', vus: offer.connections, duration, gracefulStop: '2s' };
  }
  const users = offer.ratePerSec * USERS_PER_ARRIVAL_PER_SEC;
  return {
    executor: 'constant-arrival-rate',
    exec: arrival,
    rate: offer.ratePerSec,
    timeUnit: '1s',
    duration,
    preAllocatedVUs: users,
    maxVUs: users,
    gracefulStop: '11s',
  };
}
