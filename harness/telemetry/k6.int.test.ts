import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientMetric, HistogramSecond } from '../model/histogram.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { ExponentialHistogram } from '../stats/exponential-histogram.ts';
import {
  createHistograms,
  createRunFolder,
  createTimeline,
  readHistograms,
  readTimeline,
} from '../store/index.ts';
import { findK6 } from '../topology/programs.ts';
import { k6OtlpEnvironment } from './otlp/k6-environment.ts';
import { startOtlpReceiver } from './otlp/receiver.ts';
import { startRecorder } from './recorder.ts';

const run = promisify(execFile);

/** Reports what a scenario of ours reports, over two routes whose times have two humps a decade apart. */
const SCRIPT = `
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';

const trends = ['response_time', 'service_time', 'start_delay'].map((name) => new Trend(name, true));
const attempted = new Counter('requests_attempted');
const correct = new Counter('requests_correct');
const refused = new Counter('requests_refused');
const failed = new Counter('requests_failed');

export const options = {
  systemTags: ['scenario', 'status'],
  scenarios: { open: { executor: 'constant-arrival-rate', rate: 150, duration: '4s', preAllocatedVUs: 30, maxVUs: 30 } },
};

export default function () {
  const name = __ITER % 3 === 0 ? 'sync.write' : 'sync.read';
  attempted.add(1, { name });
  const response = http.get(__ENV.BASE_URL, { tags: { name } });
  const delayMs = __ITER % 4 === 0 ? 0 : __ITER % 7;
  trends[0].add(response.timings.duration + delayMs, { name });
  trends[1].add(response.timings.duration, { name });
  trends[2].add(delayMs, { name });
  if (response.status === 200) correct.add(1, { name });
  else if (response.status === 429) refused.add(1, { name });
  else failed.add(1, { name, reason: 'status-' + response.status });
}

export function handleSummary({ metrics }) {
  return { [__ENV.SUMMARY_FILE]: JSON.stringify(metrics) };
}
`;

const PROCESSES = ['k6-1', 'k6-2'];
const ROUTES = ['sync.read', 'sync.write'];
const TRENDS: [string, ClientMetric][] = [
  ['response_time', 'responseTimeMs'],
  ['service_time', 'serviceTimeMs'],
  ['start_delay', 'startDelayMs'],
];

type Point = { metric: string; data: { value: number; tags: Record<string, string> } };

let folder: string;
let server: Server;
let seconds: TimelineSecond[];
let histograms: HistogramSecond[];
/** every sample that k6 took, from its JSON output */
let points: Point[];
/** by process, what k6 says at its end */
let summaries: Record<string, { values: Record<string, number> }>[];

/** Answers after 2 or 20 ms; about every 13th request is refused and every 17th fails. */
function startSystem(): Promise<Server> {
  let number = 0;
  const system = createServer((_request, response) => {
    number++;
    response.statusCode = number % 17 === 0 ? 500 : number % 13 === 0 ? 429 : 200;
    setTimeout(() => response.end('ok'), number % 5 === 0 ? 20 : 2);
  });
  return new Promise((resolve) => system.listen(0, '127.0.0.1', () => resolve(system)));
}

async function runK6(process: string, endpoint: string, baseUrl: string): Promise<void> {
  const { path: k6 } = await findK6(globalThis.process.env);
  const arguments_ = ['run', '--quiet', '--no-usage-report', '--out', 'opentelemetry'];
  await run(
    k6,
    [...arguments_, '--out', `json=${join(folder, `${process}.points.json`)}`, join(folder, 'script.js')],
    {
      env: {
        ...k6OtlpEnvironment(endpoint, process),
        HOME: folder,
        K6_AUTO_EXTENSION_RESOLUTION: 'false',
        BASE_URL: baseUrl,
        SUMMARY_FILE: join(folder, `${process}.summary.json`),
      },
    },
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-k6-'));
  server = await startSystem();
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(join(folder, 'script.js'), SCRIPT);

  const runFolder = await createRunFolder(folder, 'run');
  const receiver = await startOtlpReceiver();
  const timeline = await createTimeline(runFolder, []);
  const series = await createHistograms(runFolder);
  const recorder = startRecorder({
    receiver,
    samplers: {},
    timeline,
    histograms: series,
    phaseAt: () => null,
  });
  await Promise.all(PROCESSES.map((process) => runK6(process, receiver.endpoint, baseUrl)));
  await recorder.stop();
  await Promise.all([receiver.close(), timeline.close(), series.close()]);
  expect(receiver.counts()).toMatchObject({ malformed: 0 });

  seconds = await Array.fromAsync((await readTimeline(runFolder)).lines);
  histograms = await Array.fromAsync((await readHistograms(runFolder)).lines);
  const texts = await Promise.all(
    PROCESSES.map((name) => readFile(join(folder, `${name}.points.json`), 'utf8')),
  );
  points = texts
    .flatMap((text) => text.trim().split('\n'))
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'Point');
  summaries = await Promise.all(
    PROCESSES.map(async (name) => JSON.parse(await readFile(join(folder, `${name}.summary.json`), 'utf8'))),
  );
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** A counter as k6 itself added it up, over both processes. */
const saidByK6 = (metric: string): number =>
  summaries.reduce((sum, metrics) => sum + (metrics[metric]?.values.count ?? 0), 0);
const recorded = (
  field: 'attempted' | 'correct' | 'failed' | 'refused' | 'completed' | 'droppedIterations',
): number => seconds.reduce((sum, { client }) => sum + (client?.[field] ?? 0), 0);
const pointsOf = (metric: string, route?: string): number[] =>
  points
    .filter((point) => point.metric === metric && (route === undefined || point.data.tags.name === route))
    .map(({ data }) => data.value);

function mergedHistogram(metric: ClientMetric, route?: string): ExponentialHistogram {
  const merged = new ExponentialHistogram();
  for (const line of histograms) {
    if (line.metric === metric && (route === undefined || line.route === route))
      merged.mergeEncoded(line.histogram);
  }
  return merged;
}

describe('what two k6 processes send', () => {
  it.each([
    ['requests_attempted', 'attempted'],
    ['requests_correct', 'correct'],
    ['requests_refused', 'refused'],
    ['requests_failed', 'failed'],
    ['dropped_iterations', 'droppedIterations'],
    ['http_reqs', 'completed'],
  ] as const)('is recorded request by request: %s', (metric, field) => {
    if (metric !== 'dropped_iterations') expect(saidByK6(metric)).toBeGreaterThan(0);
    expect(recorded(field)).toBe(saidByK6(metric));
  });

  it.each(ROUTES)('is recorded by route: %s', (route) => {
    const ofRoute = (field: 'correct' | 'failed'): number =>
      seconds.reduce((sum, { client }) => sum + (client?.byRoute[route]?.[field] ?? 0), 0);
    expect(ofRoute('correct')).toBe(pointsOf('requests_correct', route).length);
    expect(ofRoute('failed')).toBe(pointsOf('requests_failed', route).length);
    expect(ofRoute('failed')).toBeGreaterThan(0);
  });

  it('names the reasons of failures', () => {
    const reasons = new Set(seconds.flatMap(({ client }) => Object.keys(client?.failedByReason ?? {})));
    expect(reasons).toEqual(new Set(['status-500']));
  });

  it('says how many users there were, of both together', () => {
    const users = seconds.map(({ client }) => client?.users ?? 0);
    const most = summaries.reduce((sum, metrics) => sum + (metrics.vus?.values.max ?? 0), 0);
    expect(Math.max(...users)).toBeGreaterThan(0);
    expect(Math.max(...users)).toBeLessThanOrEqual(most);
  });

  it('has no gap between its first and its last second', () => {
    const seen = seconds.filter(({ client }) => client !== null).map(({ second }) => second);
    expect(seen.length).toBeGreaterThanOrEqual(4);
    expect(seen).toEqual(Array.from(seen, (_, i) => seen[0]! + i));
  });

  for (const [metric, name] of TRENDS) {
    for (const route of [undefined, ...ROUTES]) {
      it(`has merged histograms true to every sample: ${metric} of ${route ?? 'all routes'}`, () => {
        const samples = pointsOf(metric, route).sort((a, b) => a - b);
        const merged = mergedHistogram(name, route);
        expect(merged.count).toBe(samples.length);
        expect(merged.sum).toBeCloseTo(
          samples.reduce((sum, value) => sum + value, 0),
          3,
        );
        expect([merged.min, merged.max]).toEqual([samples[0], samples.at(-1)]);
        for (const q of [0.1, 0.5, 0.75, 0.9, 0.95, 0.99]) {
          const exact = samples[Math.ceil(q * samples.length) - 1]!;
          const { value, low, high } = merged.quantile(q)!;
          expect(exact, `q=${q}`).toBeGreaterThanOrEqual(low);
          expect(exact, `q=${q}`).toBeLessThanOrEqual(high);
          expect(Math.abs(value - exact), `q=${q}`).toBeLessThanOrEqual(high - low);
        }
        // 160 buckets of scale 4, within 2.2% of the middle of each, reach from a smallest value to its thousandfold.
        const smallest = samples.find((value) => value > 0)!;
        if (samples.at(-1)! < 1000 * smallest) expect(merged.scale).toBeGreaterThanOrEqual(4);
      });
    }
  }
});
