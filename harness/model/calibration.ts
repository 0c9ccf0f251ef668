import Type from 'typebox';
import { EndedBy } from './ended-by.ts';
import { Machine, Provenance } from './run.ts';
import { Interval } from './verdict.ts';

const count = Type.Integer({ minimum: 0 });
const nullableNumber = Type.Union([Type.Number(), Type.Null()]);

/**
 * pass: every figure is right. fail: one is wrong. inconclusive: none is wrong, but some could not be judged. invalid: none could.
 */
export const CalibrationStatus = Type.Union([
  Type.Literal('pass'),
  Type.Literal('fail'),
  Type.Literal('inconclusive'),
  Type.Literal('invalid'),
]);
export type CalibrationStatus = Type.Static<typeof CalibrationStatus>;

/** What sent requests to the known server: k6 with open arrivals, k6 as a closed loop, or autocannon, which is always a closed loop. */
export const CalibrationInstrument = Type.Union([
  Type.Literal('k6-open'),
  Type.Literal('k6-closed'),
  Type.Literal('autocannon'),
]);
export type CalibrationInstrument = Type.Static<typeof CalibrationInstrument>;

export const FigureStatus = Type.Union([
  Type.Literal('right'),
  Type.Literal('wrong'),
  Type.Literal('blind', {
    description: 'too good, as a closed loop must be under stalls: it cannot see them',
  }),
  Type.Literal('unknown', { description: 'could not be judged: the reason says why' }),
]);
export type FigureStatus = Type.Static<typeof FigureStatus>;

/** One known value and the value that was reported for it. */
export const CalibrationFigure = Type.Object({
  name: Type.Union([
    Type.Literal('p50'),
    Type.Literal('p95'),
    Type.Literal('p99'),
    Type.Literal('failureRatio'),
    Type.Literal('hitRatio'),
    Type.Literal('requests'),
  ]),
  quantity: Type.Union([
    Type.Literal('responseTimeMs'),
    Type.Literal('serviceTimeMs'),
    Type.Literal('failureRatio'),
    Type.Literal('hitRatio'),
    Type.Literal('requests'),
  ]),
  unit: Type.Union([Type.Literal('ms'), Type.Literal('ratio'), Type.Literal('requests')]),
  known: Type.Number({ description: "from the plan; the number of requests from the server's count" }),
  served: Type.Union([Type.Number(), Type.Null()], {
    description: "what the known server's own clock and counters recorded",
  }),
  reported: nullableNumber,
  deviation: Type.Union([Type.Number(), Type.Null()], {
    description:
      'reported - expected; for times, expected is the served one if within the tolerance of the known one, else the known one',
  }),
  tolerance: Type.Union([Type.Number(), Type.Null()], {
    description: 'the largest allowed deviation; null if an interval decides',
  }),
  interval: Type.Union([Interval, Type.Null()]),
  sampleCount: count,
  status: FigureStatus,
  reason: Type.String({ description: 'a sentence or two' }),
  survived: Type.Array(Type.String(), {
    description: 'what disturbed the load, but could not have caused this result',
  }),
});
export type CalibrationFigure = Type.Static<typeof CalibrationFigure>;

/** CPU of the whole machine during a load, 0-1, and the part of it that other programs used. Null: not measured. */
export const MachineUse = Type.Object({
  utilization: nullableNumber,
  othersMean: Type.Union([Type.Number(), Type.Null()], {
    description: 'share of all cores used by none of the parts',
  }),
  othersMost: Type.Union([Type.Number(), Type.Null()], { description: 'the same in its worst second' }),
});
export type MachineUse = Type.Static<typeof MachineUse>;

const Percentiles = Type.Object({ p50: Type.Number(), p95: Type.Number(), p99: Type.Number() });

/** One load on one behaviour of the known server. */
export const CalibratedLoad = Type.Object({
  instrument: CalibrationInstrument,
  description: Type.String({ description: 'for people, e.g. "400 arrivals/s for 16 s"' }),
  figures: Type.Array(CalibrationFigure),
  startDelayMs: Type.Union([Percentiles, Type.Null()], {
    description: 'how late requests started; part of every response time. Only open arrivals have one',
  }),
  overheadMs: Type.Union([Percentiles, Type.Null()], {
    description: 'by how much responses of one constant time were reported too long; null for other times',
  }),
  machine: MachineUse,
  problems: Type.Array(Type.String(), { description: 'what disturbed it; empty when nothing did' }),
  touchedShare: Type.Number({
    description: 'share of its requests that can be late because of that',
  }),
  discarded: Type.Array(Type.String(), {
    description: 'for each attempt that does not count: what disturbed it',
  }),
});
export type CalibratedLoad = Type.Static<typeof CalibratedLoad>;

/** A distribution as values at `shares` of the calibration. */
export const CalibrationCurve = Type.Object({
  source: Type.Union([Type.Literal('known'), Type.Literal('served'), CalibrationInstrument]),
  valuesMs: Type.Array(Type.Number()),
});
export type CalibrationCurve = Type.Static<typeof CalibrationCurve>;

export const CalibratedBehaviour = Type.Object({
  name: Type.String(),
  description: Type.String(),
  loads: Type.Array(CalibratedLoad),
  curves: Type.Array(CalibrationCurve),
});
export type CalibratedBehaviour = Type.Static<typeof CalibratedBehaviour>;

export const CeilingStep = Type.Object({
  ratePerSec: Type.Number(),
  attemptedPerSec: nullableNumber,
  droppedArrivals: count,
  startDelayP99Ms: nullableNumber,
  responseTimeP99Ms: nullableNumber,
  held: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'null: not known, it was disturbed and not held. A step held despite a disturbance is held',
  }),
  machine: MachineUse,
  problems: Type.Array(Type.String(), { description: 'what disturbed it; empty when nothing did' }),
});
export type CeilingStep = Type.Static<typeof CeilingStep>;

/** The most that the generators can do on this machine, against a route that does nothing. */
export const Ceiling = Type.Object({
  k6ClosedPerSec: nullableNumber,
  autocannonPerSec: nullableNumber,
  problems: Type.Array(Type.String(), {
    description: 'what disturbed the closed loops, which can do more than this; empty when nothing did',
  }),
  steps: Type.Array(CeilingStep),
  heldPerSec: Type.Union([Type.Number(), Type.Null()], {
    description: 'the highest step up to which all were held: no arrival dropped, start delay in bound',
  }),
  punctualPerSec: Type.Union([Type.Number(), Type.Null()], {
    description: 'the highest step up to which the p99 of the start delay was 3 ms or less',
  }),
});
export type Ceiling = Type.Static<typeof Ceiling>;

/** One load with our telemetry, and the same load without. */
export const CostRound = Type.Object({
  on: Type.Object({ cpuSecPer1000: Type.Number(), requestsPerSec: Type.Number() }),
  off: Type.Object({ cpuSecPer1000: Type.Number(), requestsPerSec: Type.Number() }),
  problems: Type.Array(Type.String()),
});
export type CostRound = Type.Static<typeof CostRound>;

/** Median, least and greatest over the rounds that are valid. */
export const Spread = Type.Object({ median: Type.Number(), min: Type.Number(), max: Type.Number() });
export type Spread = Type.Static<typeof Spread>;

/** The cost of export and samplers. Everything that runs is counted: generator, server and harness. */
export const CostOfTelemetry = Type.Object({
  load: Type.Union([Type.Literal('fixed-rate'), Type.Literal('saturation')]),
  description: Type.String(),
  rounds: Type.Array(CostRound),
  cpuSecPer1000On: Type.Union([Spread, Type.Null()]),
  cpuSecPer1000Off: Type.Union([Spread, Type.Null()]),
  throughputRatio: Type.Union([Spread, Type.Null()], { description: 'with telemetry / without' }),
});
export type CostOfTelemetry = Type.Static<typeof CostOfTelemetry>;

/** What this machine can be trusted to measure. */
export const Trust = Type.Object({
  overheadMs: Type.Union([Percentiles, Type.Null()], {
    description: 'by how much a short response time is reported too long',
  }),
  startDelayMs: Type.Union([Percentiles, Type.Null()], {
    description: 'the part of it that is the start delay',
  }),
  trustedAboveMs: Type.Union([Type.Number(), Type.Null()], {
    description: 'response times above this are right to the relative tolerance, up to `trustedUpTo`',
  }),
  trustedUpTo: Type.Union([Type.Literal('p50'), Type.Literal('p95'), Type.Literal('p99'), Type.Null()], {
    description: 'the highest percentile up to which every figure was right',
  }),
  upToPerSec: Type.Union([Type.Number(), Type.Null()], {
    description: 'arrivals a second up to which they start as punctually as at low rates',
  }),
  statements: Type.Array(Type.String(), { description: 'the same in plain words' }),
});
export type Trust = Type.Static<typeof Trust>;

/** calibration.json */
export const Calibration = Type.Object({
  schemaVersion: Type.Literal(1),
  id: Type.String(),
  startedAt: Type.String({ description: 'ISO 8601' }),
  durationMs: Type.Number(),
  mode: Type.Union([Type.Literal('full'), Type.Literal('quick')]),
  state: Type.Union([
    Type.Literal('running'),
    Type.Literal('complete'),
    Type.Literal('aborted'),
    Type.Literal('failed'),
  ]),
  endedBy: Type.Optional(EndedBy),
  status: CalibrationStatus,
  headline: Type.String({ description: 'the result in one sentence' }),
  tolerance: Type.Object({
    ratio: Type.Number({ description: 'of the known time' }),
    leastMs: Type.Number({ description: 'whichever is larger' }),
  }),
  shares: Type.Array(Type.Number(), { description: 'the shares at which every curve has a value' }),
  behaviours: Type.Array(CalibratedBehaviour),
  ceiling: Type.Union([Ceiling, Type.Null()]),
  costs: Type.Array(CostOfTelemetry),
  trust: Trust,
  problems: Type.Array(Type.String(), { description: 'problems that left figures open' }),
  provenance: Type.Object({
    commit: Provenance.properties.commit,
    commitIsDirty: Provenance.properties.commitIsDirty,
    commitUnknownBecause: Provenance.properties.commitUnknownBecause,
    versions: Provenance.properties.versions,
    machine: Machine,
    commandLine: Provenance.properties.commandLine,
  }),
});
export type Calibration = Type.Static<typeof Calibration>;
