import Type from 'typebox';

/**
 * A base-2 exponential histogram as OpenTelemetry defines it, of non-negative values.
 * Bucket i of `counts` holds the values in (base^(offset+i), base^(offset+i+1)] with base = 2^(2^-scale).
 */
export const EncodedHistogram = Type.Object({
  scale: Type.Integer({ minimum: -10, maximum: 20 }),
  zeroCount: Type.Integer({ minimum: 0 }),
  offset: Type.Integer(),
  counts: Type.Array(Type.Integer({ minimum: 0 })),
  sum: Type.Number(),
  min: Type.Union([Type.Number(), Type.Null()]),
  max: Type.Union([Type.Number(), Type.Null()]),
});
export type EncodedHistogram = Type.Static<typeof EncodedHistogram>;

/** What a client-side histogram of single requests measures. All in milliseconds. */
export const ClientMetric = Type.Union([
  Type.Literal('responseTimeMs'),
  Type.Literal('serviceTimeMs'),
  Type.Literal('startDelayMs'),
]);
export type ClientMetric = Type.Static<typeof ClientMetric>;

/** What a histogram of pages measures: from the intended start to the last response, and how late the first request started. */
export const PageMetric = Type.Union([Type.Literal('pageTimeMs'), Type.Literal('pageStartDelayMs')]);
export type PageMetric = Type.Static<typeof PageMetric>;

const ofSeries = {
  second: Type.Integer({ description: 'epoch seconds' }),
  phase: Type.Optional(
    Type.String({
      description: 'name of the phase in which these were due; older runs leave it out',
    }),
  ),
  failed: Type.Optional(
    Type.Literal(true, {
      description:
        'requests that failed; left out: requests that were answered (correct or refused), in older runs also those that failed; a start delay covers both',
    }),
  ),
  refused: Type.Optional(
    Type.Literal(true, {
      description: 'requests that were refused (429); older runs count them among the correct ones',
    }),
  ),
  tags: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'further tags of the scenario by which an indicator of the run selects',
    }),
  ),
  histogram: EncodedHistogram,
};

/** A line of histograms.ndjson about single requests. */
export const RequestHistogram = Type.Object({
  metric: ClientMetric,
  route: Type.String({ description: 'name of the request, e.g. "sync.read"' }),
  ...ofSeries,
});
export type RequestHistogram = Type.Static<typeof RequestHistogram>;

/** A line about pages: several requests that a user waits for together. */
export const PageHistogram = Type.Object({
  metric: PageMetric,
  page: Type.String({ description: 'its name' }),
  ...ofSeries,
});
export type PageHistogram = Type.Static<typeof PageHistogram>;

/**
 * One line of histograms.ndjson after the header: one series in one second. A metric of a route may have several lines in a
 * second: by the phase in which the requests were due, by outcome (correct, refused, failed), and by tags.
 */
export const HistogramSecond = Type.Union([RequestHistogram, PageHistogram]);
export type HistogramSecond = Type.Static<typeof HistogramSecond>;

export function isOfPage(line: HistogramSecond): line is PageHistogram {
  return 'page' in line;
}
