import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import type { EncodedHistogram } from '../../model/histogram.ts';

export type Attributes = Record<string, string>;
export type NumberSample = { metric: string; attributes: Attributes; value: number };
export type HistogramSample = { metric: string; attributes: Attributes; histogram: EncodedHistogram };

/** What one process measured between `startMs` and `endMs` (epoch milliseconds). Counters are increases in that interval. */
export type MetricsExport = {
  /** the resource attribute `service.instance.id`, or '' */
  process: string;
  /** for each schedule (k6's scenario) that has only one phase: the name of that phase, from the resource attributes `phase.<schedule>` */
  onlyPhases: Record<string, string>;
  startMs: number;
  endMs: number;
  counters: NumberSample[];
  gauges: NumberSample[];
  histograms: HistogramSample[];
};

/** The body is not an OTLP metrics export, or comes from a configuration that we do not support. */
export class UnreadableExport extends Error {}

/** Prefix of the resource attributes that name a schedule's phase. */
export const PHASE_OF_SCHEDULE = 'phase.';

/** The assumed interval of an export with only gauges, which does not contain its length. It is the interval at which k6 exports. */
const EXPORT_INTERVAL_MS = 1000;

const exportRequest = protobuf
  .loadSync(fileURLToPath(new URL('metrics.proto', import.meta.url)))
  .lookupType('proofload.otlp.ExportRequest');

/**
 * Decodes the protobuf body of `POST /v1/metrics`.
 * @param wanted names of the metrics to keep; the time of an export is taken from all its metrics
 * @throws UnreadableExport
 */
export function decodeExports(body: Uint8Array, wanted: ReadonlySet<string>): MetricsExport[] {
  return parse(body).resourceMetrics.flatMap((resource) => {
    const metrics = resource.scopeMetrics.flatMap((scope) => scope.metrics);
    const interval = intervalOf(metrics);
    return interval === null ? [] : [{ ...samplesOf(metrics, wanted), ...interval, ...originOf(resource) }];
  });
}

function parse(body: Uint8Array): ExportRequest {
  try {
    return exportRequest.toObject(exportRequest.decode(body), {
      longs: Number,
      enums: String,
      arrays: true,
    }) as ExportRequest;
  } catch (error) {
    throw new UnreadableExport('The body is not an OTLP metrics export.', { cause: error });
  }
}

function originOf({ resource }: ResourceMetrics): Pick<MetricsExport, 'process' | 'onlyPhases'> {
  const attributes = attributesOf(resource?.attributes ?? []);
  const phases = Object.entries(attributes).filter(([name]) => name.startsWith(PHASE_OF_SCHEDULE));
  return {
    process: attributes['service.instance.id'] ?? '',
    onlyPhases: Object.fromEntries(
      phases.map(([name, phase]) => [name.slice(PHASE_OF_SCHEDULE.length), phase]),
    ),
  };
}

/**
 * From the earliest start of an increase to the latest time of any point. Points of one export may start at different times (a
 * counter that is first used halfway), but all were collected together over the same interval.
 */
function intervalOf(metrics: Metric[]): { startMs: number; endMs: number } | null {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const { sum, gauge, exponentialHistogram } of metrics) {
    const increases: Point[] = [...(sum?.dataPoints ?? []), ...(exponentialHistogram?.dataPoints ?? [])];
    for (const point of increases) {
      startMs = Math.min(startMs, milliseconds(point.startTimeUnixNano));
      endMs = Math.max(endMs, milliseconds(point.timeUnixNano));
    }
    for (const point of gauge?.dataPoints ?? []) endMs = Math.max(endMs, milliseconds(point.timeUnixNano));
  }
  if (endMs === Number.NEGATIVE_INFINITY) return null;
  if (startMs === Number.POSITIVE_INFINITY) startMs = endMs - EXPORT_INTERVAL_MS;
  if (endMs < startMs) throw new UnreadableExport('A data point ends before it starts.');
  return { startMs, endMs };
}

function milliseconds(nanoseconds: number | undefined): number {
  if (!nanoseconds) throw new UnreadableExport('A data point has no time.');
  return Math.round(nanoseconds / 1e6);
}

function samplesOf(
  metrics: Metric[],
  wanted: ReadonlySet<string>,
): Pick<MetricsExport, 'counters' | 'gauges' | 'histograms'> {
  const counters: NumberSample[] = [];
  const gauges: NumberSample[] = [];
  const histograms: HistogramSample[] = [];
  for (const { name: metric, sum, gauge, exponentialHistogram } of metrics) {
    if (metric === undefined || !wanted.has(metric)) continue;
    if (sum) {
      requireDelta(metric, sum.aggregationTemporality);
      if (!sum.isMonotonic) throw new UnreadableExport(`${metric} is not a counter.`);
      counters.push(...sum.dataPoints.map((point) => numberSample(metric, point)));
    } else if (gauge) {
      gauges.push(...gauge.dataPoints.map((point) => numberSample(metric, point)));
    } else if (exponentialHistogram) {
      requireDelta(metric, exponentialHistogram.aggregationTemporality);
      for (const point of exponentialHistogram.dataPoints) {
        const attributes = attributesOf(point.attributes);
        histograms.push({ metric, attributes, histogram: encodedHistogram(metric, point) });
      }
    } else {
      throw new UnreadableExport(`${metric} is neither a sum, a gauge nor an exponential histogram.`);
    }
  }
  return { counters, gauges, histograms };
}

/** Cumulative values would be counted again every second. */
function requireDelta(metric: string, temporality: string | undefined): void {
  if (temporality !== 'DELTA') throw new UnreadableExport(`${metric} is not sent as a delta.`);
}

function numberSample(metric: string, point: NumberPoint): NumberSample {
  const value = point.asDouble ?? point.asInt ?? 0;
  if (!Number.isFinite(value) || value < 0) throw new UnreadableExport(`${metric} has the value ${value}.`);
  return { metric, attributes: attributesOf(point.attributes), value };
}

function encodedHistogram(metric: string, point: HistogramPoint): EncodedHistogram {
  const { scale = 0, sum = 0, min = null, max = null, positive, negative } = point;
  if (scale < -10 || scale > 20) throw new UnreadableExport(`${metric} has the scale ${scale}.`);
  const counts = positive?.bucketCounts ?? [];
  // A negative time can only come from a clock that was set back. It counts as zero.
  const zeroCount = (point.zeroCount ?? 0) + total(negative?.bucketCounts ?? []);
  if (total(counts) + zeroCount !== (point.count ?? 0)) {
    throw new UnreadableExport(`The buckets of ${metric} do not add up to its count.`);
  }
  return { scale, zeroCount, offset: positive?.offset ?? 0, counts, sum, min, max };
}

function total(counts: number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function attributesOf(pairs: KeyValue[]): Attributes {
  const attributes: Attributes = {};
  for (const { key = '', value } of pairs) {
    const [content] = Object.values(value ?? {});
    attributes[key] = String(content ?? '');
  }
  return attributes;
}

/* The messages of metrics.proto as protobufjs returns them: repeated fields always exist, others only if sent. */
type ExportRequest = { resourceMetrics: ResourceMetrics[] };
type ResourceMetrics = { resource?: { attributes: KeyValue[] }; scopeMetrics: { metrics: Metric[] }[] };
type Metric = {
  name?: string;
  gauge?: { dataPoints: NumberPoint[] };
  sum?: { dataPoints: NumberPoint[]; aggregationTemporality?: string; isMonotonic?: boolean };
  exponentialHistogram?: { dataPoints: HistogramPoint[]; aggregationTemporality?: string };
};
type Point = { startTimeUnixNano?: number; timeUnixNano?: number; attributes: KeyValue[] };
type NumberPoint = Point & { asDouble?: number; asInt?: number };
type HistogramPoint = Point & {
  count?: number;
  sum?: number;
  scale?: number;
  zeroCount?: number;
  positive?: Buckets;
  negative?: Buckets;
  min?: number;
  max?: number;
};
type Buckets = { offset?: number; bucketCounts: number[] };
type KeyValue = { key?: string; value?: Record<string, string | number | boolean> };
