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

/** What a client-side histogram measures. All in milliseconds. */
export const ClientMetric = Type.Union([
  Type.Literal('responseTimeMs'),
  Type.Literal('serviceTimeMs'),
  Type.Literal('startDelayMs'),
]);
export type ClientMetric = Type.Static<typeof ClientMetric>;

/**
 * One line of histograms.ndjson after the header: what one series saw in one second. A metric of a route may have several lines
 * in a second: by the phase in which the requests were due, and those that failed apart from those that were answered.
 */
export const HistogramSecond = Type.Object({
  second: Type.Integer({ description: 'epoch seconds' }),
  metric: ClientMetric,
  route: Type.String({ description: 'name of the request, e.g. "sync.read"' }),
  phase: Type.Optional(
    Type.String({
      description: 'name of the phase in which these requests were due; left out in runs of before',
    }),
  ),
  failed: Type.Optional(
    Type.Literal(true, {
      description:
        'of requests that failed; left out: of those that were answered (correct or refused), in runs of before also of those that failed; a start delay is of both',
    }),
  ),
  histogram: EncodedHistogram,
});
export type HistogramSecond = Type.Static<typeof HistogramSecond>;
