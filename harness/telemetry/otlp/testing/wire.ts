import protobuf from 'protobufjs';

/*
 * Writes OTLP bodies field by field with the numbers of the protocol's own definition, not with our metrics.proto, so
 * that tests detect a wrong number there.
 */

type Build = (writer: protobuf.Writer) => void;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

function message(build: Build): Uint8Array {
  const writer = protobuf.Writer.create();
  build(writer);
  return writer.finish();
}

function field(writer: protobuf.Writer, number: number, wireType: number): protobuf.Writer {
  return writer.uint32((number << 3) | wireType);
}

function nested(writer: protobuf.Writer, number: number, build: Build): void {
  field(writer, number, BYTES).bytes(message(build));
}

function text(writer: protobuf.Writer, number: number, value: string): void {
  field(writer, number, BYTES).string(value);
}

function fixed64(writer: protobuf.Writer, number: number, value: number | bigint): void {
  field(writer, number, FIXED64).fixed64(String(value));
}

function attributes(writer: protobuf.Writer, number: number, values: Record<string, string>): void {
  for (const [key, value] of Object.entries(values)) {
    nested(writer, number, (pair) => {
      text(pair, 1, key);
      nested(pair, 2, (any) => text(any, 1, value));
    });
  }
}

export const DELTA = 1;
export const CUMULATIVE = 2;

export type Interval = { startMs: number; endMs: number };
export type PointOptions = Interval & { attributes?: Record<string, string> };

function times(writer: protobuf.Writer, { startMs, endMs }: Interval): void {
  fixed64(writer, 2, BigInt(startMs) * 1_000_000n);
  fixed64(writer, 3, BigInt(endMs) * 1_000_000n);
}

function numberPoint(writer: protobuf.Writer, value: number, options: PointOptions): void {
  nested(writer, 1, (point) => {
    attributes(point, 7, options.attributes ?? {});
    times(point, options);
    field(point, 4, FIXED64).double(value);
  });
}

/** One metric, as a field of a scope. */
export type Metric = Build;

export function counter(
  name: string,
  value: number,
  options: PointOptions & { temporality?: number; isMonotonic?: boolean },
): Metric {
  return (metric) => {
    text(metric, 1, name);
    nested(metric, 7, (sum) => {
      numberPoint(sum, value, options);
      field(sum, 2, VARINT).int32(options.temporality ?? DELTA);
      field(sum, 3, VARINT).bool(options.isMonotonic ?? true);
    });
  };
}

export function gauge(name: string, value: number, options: PointOptions): Metric {
  return (metric) => {
    text(metric, 1, name);
    nested(metric, 5, (data) => numberPoint(data, value, options));
  };
}

export type HistogramOptions = PointOptions & {
  scale?: number;
  zeroCount?: number;
  offset?: number;
  counts?: number[];
  negativeCounts?: number[];
  /** the sum of the buckets unless a test overrides it */
  count?: number;
  sum?: number;
  min?: number;
  max?: number;
  temporality?: number;
};

export function exponentialHistogram(name: string, options: HistogramOptions): Metric {
  const { scale = 0, zeroCount = 0, offset = 0, counts = [], negativeCounts = [] } = options;
  const count = [...counts, ...negativeCounts].reduce((sum, n) => sum + n, zeroCount);
  return (metric) => {
    text(metric, 1, name);
    text(metric, 3, 'ms');
    nested(metric, 10, (data) => {
      nested(data, 1, (point) => {
        attributes(point, 1, options.attributes ?? {});
        times(point, options);
        fixed64(point, 4, options.count ?? count);
        if (options.sum !== undefined) field(point, 5, FIXED64).double(options.sum);
        field(point, 6, VARINT).sint32(scale);
        fixed64(point, 7, zeroCount);
        for (const [number, offsetOf, values] of [
          [8, offset, counts],
          [9, 0, negativeCounts],
        ] as const) {
          nested(point, number, (buckets) => {
            field(buckets, 1, VARINT).sint32(offsetOf);
            const packed = message((writer) => {
              for (const value of values) writer.uint64(value);
            });
            field(buckets, 2, BYTES).bytes(packed);
          });
        }
        // Flags, which we do not read.
        field(point, 10, VARINT).uint32(0);
        if (options.min !== undefined) field(point, 12, FIXED64).double(options.min);
        if (options.max !== undefined) field(point, 13, FIXED64).double(options.max);
      });
      field(data, 2, VARINT).int32(options.temporality ?? DELTA);
    });
  };
}

/** A histogram with fixed bounds (field 9 of a metric), which k6's own OpenTelemetry output sends by default. */
export function classicHistogram(name: string): Metric {
  return (metric) => {
    text(metric, 1, name);
    nested(metric, 9, (data) => field(data, 2, VARINT).int32(DELTA));
  };
}

export function exportBody(process: string | null, ...metrics: Metric[]): Uint8Array {
  return exportBodyOf(process === null ? {} : { 'service.instance.id': process }, ...metrics);
}

export function exportBodyOf(resourceAttributes: Record<string, string>, ...metrics: Metric[]): Uint8Array {
  return message((request) => {
    nested(request, 1, (resourceMetrics) => {
      nested(resourceMetrics, 1, (resource) =>
        attributes(resource, 1, { 'service.name': 'k6', ...resourceAttributes }),
      );
      nested(resourceMetrics, 2, (scope) => {
        nested(scope, 1, (scopeName) => text(scopeName, 1, 'k6'));
        for (const metric of metrics) nested(scope, 2, metric);
      });
    });
  });
}
