import { formatDuration, formatNumber } from '../../harness/model/format.ts';
import { spread } from '../spread.ts';
import type { Measurement } from './measure-tool.ts';
import { quantileWithStall } from './stall.ts';
import { alignedTable } from './table.ts';
import type { Offer } from './tool.ts';

/** All measurements of a tool in one situation, in the order of the rounds. */
export type ToolResult = {
  tool: string;
  version: string;
  checks: string;
  /** the percentile that it reports as its p95 */
  p95Is: string;
  /** empty: it cannot offer such a load, or always failed */
  measurements: Measurement[];
  failures: string[];
};

export type SituationResult = { offer: Offer; stallMs: number; tools: ToolResult[] };

/** By the server: not answered with 200. By the tool: not as its check wants it. */
const FAILED = 'failed by server / tool';

/** A sentence about a situation, and a table with a row for each tool: medians, and in parentheses the range over the rounds. */
export function situationInWords(situation: SituationResult): string[] {
  const { stallMs, tools } = situation;
  const times =
    stallMs > 0 ? `p95 / p99 with a stall of ${formatDuration(stallMs)}` : 'p95 / p99 by the tool';
  const header = ['tool', 'requests/s', 'CPU a request', times, 'p95 by the server', FAILED, 'checks'];
  return [sentenceOf(situation), '', ...alignedTable([header, ...tools.map(rowOf)])];
}

function sentenceOf({ offer, stallMs }: SituationResult): string {
  const load = `for ${offer.durationSec} s`;
  if (offer.model === 'closed') {
    return `Closed loop, ${load}: ${offer.connections} connections send again as soon as they are answered. Tool and server share the machine, so a tool that needs less CPU leaves more for the server.`;
  }
  const open = `Constant rate of ${formatNumber(offer.ratePerSec)} requests/s ${load}`;
  if (stallMs === 0) return `${open}: a figure that is clearly lower means that the tool did not keep up.`;
  const expected = [0.95, 0.99].map((q) =>
    formatNumber(quantileWithStall(q, stallMs, offer.durationSec * 1000)),
  );
  return `${open}, and the server stands still for ${formatDuration(stallMs)} in the middle. Counted from the intended start, p95 and p99 are about ${expected.join(' and ')} ms or more. A tool that reports much less omits the wait of requests that were due and could not be sent. The server cannot see that wait.`;
}

function rowOf({ tool, version, checks, p95Is, measurements, failures }: ToolResult): string[] {
  const name = `${tool} ${version}`;
  if (measurements.length === 0) {
    const why = failures.length > 0 ? 'failed' : 'not possible';
    return [name, why, '', '', '', '', checks];
  }
  const median = (of: (measurement: Measurement) => number) =>
    formatNumber(spread(measurements.map(of)).median);
  const sum = (of: (measurement: Measurement) => number) =>
    formatNumber(measurements.map(of).reduce((total, count) => total + count, 0));
  const p95 = median(({ reported }) => reported.p95Ms) + (p95Is === 'p95' ? '' : ` (${p95Is})`);
  return [
    name,
    withRange(measurements.map(({ requestsPerSec }) => requestsPerSec)),
    `${withRange(measurements.map(({ cpuUsPerRequest }) => cpuUsPerRequest))} us`,
    `${p95} / ${median(({ reported }) => reported.p99Ms)} ms`,
    serverP95(measurements),
    [sum(({ server }) => server.failed), sum(({ reported }) => reported.failed)].join(' / '),
    checks,
  ];
}

function withRange(values: readonly number[]): string {
  const { median, min, max } = spread(values);
  const [middle, low, high] = [median, min, max].map((value) => formatNumber(Math.round(value)));
  return values.length === 1 ? middle! : `${middle} (${low} to ${high})`;
}

/** The buckets that contain the p95 of the rounds, joined: the server's histogram is no finer. */
function serverP95(measurements: readonly Measurement[]): string {
  const buckets = measurements.flatMap(({ server }) => server.p95Ms ?? []);
  if (buckets.length === 0) return '';
  const low = Math.min(...buckets.map((bucket) => bucket.low));
  const high = Math.max(...buckets.map((bucket) => bucket.high));
  return `${formatNumber(low)} to ${formatNumber(high)} ms`;
}
