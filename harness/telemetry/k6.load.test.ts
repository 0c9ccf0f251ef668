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
import { findK6 } from '../system/programs/programs.ts';
import { k6OtlpEnvironment } from './otlp/k6-environment.ts';
import { startOtlpReceiver } from './otlp/receiver.ts';
import { startRecorder } from './recorder.ts';

const run = promisify(execFile);

/** Reports the same metrics as our scenarios, for two routes whose times have two peaks a factor of ten apart. */
const SCRIPT = `
import exec from 'k6/execution';
import http from 'k6/http';
import { Trend } from 'k6/metrics';

const trends = ['response_time', 'service_time', 'start_delay'].map((name) => new Trend(name, true));

export const options = {
  systemTags: ['name', 'status'],
  scenarios: { open: { executor: 'constant-arrival-rate', rate: 150, duration: '4s', preAllocatedVUs: 30, maxVUs: 30 } },
};

export default function () {
  const name = __ITER % 3 === 0 ? 'sync.write' : 'sync.read';
  const delayMs = __ITER % 4 === 0 ? 0 : __ITER % 7;
  exec.vu.metrics.tags.phase = exec.scenario.progress < 0.5 ? 'first' : 'second';
  trends[2].add(delayMs, { name });
  const { status, timings } = http.get(__ENV.BASE_URL, { tags: { name } });
  const outcome = { 200: 'correct', 429: 'refused' }[status] ?? 'status-' + status;
  trends[0].add(timings.duration + delayMs, { name, outcome });
  trends[1].add(timings.duration, { name, outcome });
}

export function handleSummary({ metrics }) {
  return { [__ENV.SUMMARY_FILE]: JSON.stringify(metrics) };
}
`;

const PROCESSES = ['k6-1', 'k6-2', 'k6-3'];
const ROUTES = ['sync.read', 'sync.write'];
const PHASES = ['first', 'second'];
const TRENDS: [string, ClientMetric][] = [
  ['response_time', 'responseTimeMs'],
  ['service_time', 'serviceTimeMs'],
  ['start_delay', 'startDelayMs'],
];

type Point = { metric: string; value: number; route: string; status: string; tags: string };

let folder: string;
let server: Server;
let seconds: TimelineSecond[];
let histograms: HistogramSecond[];
/** every sample that k6 took, from its CSV output */
let points: Point[];
/** k6's own summary at its end, by process */
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
  const arguments_ = ['run', '--quiet', '--no-usage-report', '--out', 'proofload'];
  await run(
    k6,
    [...arguments_, '--out', `csv=${join(folder, `${process}.points.csv`)}`, join(folder, 'script.js')],
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

/** k6's CSV has quoted fields only in columns that are empty here. */
function pointsIn(csv: string): Point[] {
  const [header = '', ...lines] = csv.trim().split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const fields = line.split(',');
    const field = (name: string) => fields[columns.indexOf(name)]!;
    return {
      metric: field('metric_name'),
      value: Number(field('metric_value')),
      route: field('name'),
      status: field('status'),
      tags: field('extra_tags'),
    };
  });
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
    PROCESSES.map((name) => readFile(join(folder, `${name}.points.csv`), 'utf8')),
  );
  points = texts.flatMap(pointsIn);
  summaries = await Promise.all(
    PROCESSES.map(async (name) => JSON.parse(await readFile(join(folder, `${name}.summary.json`), 'utf8'))),
  );
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** A counter as k6 itself summed it up, over all processes. */
const saidByK6 = (metric: string): number =>
  summaries.reduce((sum, metrics) => sum + (metrics[metric]?.values.count ?? 0), 0);
const recorded = (
  field: 'attempted' | 'correct' | 'failed' | 'refused' | 'completed' | 'droppedIterations',
): number => seconds.reduce((sum, { client }) => sum + (client?.[field] ?? 0), 0);
const pointsOf = (metric: string, route?: string): number[] =>
  points
    .filter((point) => point.metric === metric && (route === undefined || point.route === route))
    .map(({ value }) => value);

function mergedHistogram(metric: ClientMetric, route?: string): ExponentialHistogram {
  const merged = new ExponentialHistogram();
  for (const line of histograms) {
    if (line.metric === metric && (route === undefined || line.route === route))
      merged.mergeEncoded(line.histogram);
  }
  return merged;
}

describe('what three k6 processes send', () => {
  it.each([
    ['http_reqs', 'attempted'],
    ['http_reqs', 'completed'],
    ['dropped_iterations', 'droppedIterations'],
  ] as const)('is recorded request by request: %s as %s', (metric, field) => {
    if (metric !== 'dropped_iterations') expect(saidByK6(metric)).toBeGreaterThan(0);
    expect(recorded(field)).toBe(saidByK6(metric));
  });

  it.each([
    ['correct', '200'],
    ['refused', '429'],
    ['failed', '500'],
  ] as const)('is recorded by outcome: %s', (field, status) => {
    const answers = points.filter((point) => point.metric === 'http_reqs' && point.status === status);
    expect(answers.length).toBeGreaterThan(0);
    expect(recorded(field)).toBe(answers.length);
  });

  it.each(ROUTES)('is recorded by route: %s', (route) => {
    const ofRoute = (field: 'correct' | 'failed'): number =>
      seconds.reduce((sum, { client }) => sum + (client?.byRoute[route]?.[field] ?? 0), 0);
    const answers = (status: string): number =>
      points.filter(
        (point) => point.metric === 'http_reqs' && point.route === route && point.status === status,
      ).length;
    expect(ofRoute('correct')).toBe(answers('200'));
    expect(ofRoute('failed')).toBe(answers('500'));
    expect(ofRoute('failed')).toBeGreaterThan(0);
  });

  it.each(PHASES)('is recorded by the phase of the intended start: %s', (phase) => {
    const ofPhase = (field: 'attempted' | 'correct' | 'failed' | 'refused'): number =>
      seconds.reduce((sum, { client }) => sum + (client?.byPhase?.[phase]?.[field] ?? 0), 0);
    const requests = points.filter(({ metric, tags }) => metric === 'http_reqs' && tags.includes(phase));
    const answers = (code: string) => requests.filter(({ status }) => status === code).length;
    expect(ofPhase('attempted')).toBe(requests.length);
    expect(ofPhase('correct')).toBe(answers('200'));
    expect(ofPhase('refused')).toBe(answers('429'));
    expect(ofPhase('failed')).toBe(answers('500'));
    expect(ofPhase('failed')).toBeGreaterThan(0);
    const failed = seconds.map(({ client }) => client?.byPhase?.[phase]?.failedByReason['status-500'] ?? 0);
    expect(failed.reduce((sum, count) => sum + count, 0)).toBe(ofPhase('failed'));
  });

  it('adds up, in every second, over the phases', () => {
    for (const { client } of seconds) {
      const phases = Object.values(client?.byPhase ?? {});
      const sum = (field: 'attempted' | 'correct' | 'failed' | 'refused') =>
        phases.reduce((total, counts) => total + counts[field], 0);
      const { attempted = 0, correct = 0, failed = 0, refused = 0 } = client ?? {};
      expect([sum('attempted'), sum('correct'), sum('failed'), sum('refused')]).toEqual([
        attempted,
        correct,
        failed,
        refused,
      ]);
    }
  });

  it.each(PHASES)('has the times of failed requests in separate lines: %s', (phase) => {
    for (const [metric, name] of TRENDS) {
      const merged = { answered: new ExponentialHistogram(), failed: new ExponentialHistogram() };
      for (const line of histograms) {
        if (line.metric !== name || line.phase !== phase) continue;
        merged[line.failed ? 'failed' : 'answered'].mergeEncoded(line.histogram);
      }
      const samples = points.filter((point) => point.metric === metric && point.tags.includes(phase));
      const failed = samples.filter(({ tags }) => tags.includes('status-500')).map(({ value }) => value);
      expect(merged.answered.count + merged.failed.count, metric).toBe(samples.length);
      expect(merged.failed.count, metric).toBe(failed.length);
      if (metric === 'start_delay') expect(merged.failed.count).toBe(0);
      else expect(merged.failed.max).toBeCloseTo(Math.max(...failed), 5);
    }
  });

  it('names the reasons of failures', () => {
    const reasons = new Set(seconds.flatMap(({ client }) => Object.keys(client?.failedByReason ?? {})));
    expect(reasons).toEqual(new Set(['status-500']));
  });

  it('includes the number of users of all processes together', () => {
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
        const total = samples.reduce((sum, value) => sum + value, 0);
        expect(merged.sum).toBeCloseTo(total, 3);
        expect(merged.min).toBeCloseTo(samples[0]!, 5);
        expect(merged.max).toBeCloseTo(samples.at(-1)!, 5);
        const bucketWidthRatio = 2 ** (2 ** -merged.scale) - 1;
        for (const q of [0.1, 0.5, 0.75, 0.9, 0.95, 0.99]) {
          const exact = samples[Math.ceil(q * samples.length) - 1]!;
          const { value, low, high } = merged.quantile(q)!;
          // The CSV has six decimals.
          expect(exact, `q=${q}`).toBeGreaterThanOrEqual(low - 1e-6);
          expect(exact, `q=${q}`).toBeLessThanOrEqual(high + 1e-6);
          expect(Math.abs(value - exact), `q=${q}`).toBeLessThanOrEqual(bucketWidthRatio * exact + 1e-6);
        }
        // 160 buckets of scale 4, each within 2.2% of its middle, cover a factor of a thousand from the smallest value.
        const smallest = samples.find((value) => value > 0)!;
        if (samples.at(-1)! < 1000 * smallest) expect(merged.scale).toBeGreaterThanOrEqual(4);
      });
    }
  }
});
