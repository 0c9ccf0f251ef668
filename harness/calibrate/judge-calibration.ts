import type {
  CalibratedBehaviour,
  CalibratedLoad,
  Calibration,
  CalibrationFigure,
  CalibrationStatus,
  Ceiling,
  CostOfTelemetry,
  Trust,
} from '../model/calibration.ts';
import { exhaustive } from '../model/exhaustive.ts';
import { formatCount, formatMeasure, formatNumber, formatPercent } from '../model/format.ts';
import { MAX_PUNCTUAL_START_DELAY_P99_MS, TIME_TOLERANCE_RATIO } from './limits.ts';

type Measured = {
  behaviours: CalibratedBehaviour[];
  ceiling: Ceiling | null;
  costs: CostOfTelemetry[];
  /** why it ended early, in one sentence; null: it did not */
  endedEarly: string | null;
};

type Conclusion = Pick<Calibration, 'status' | 'headline' | 'trust' | 'problems'>;

/**
 * Fail takes precedence over inconclusive, and inconclusive over pass: figures that could not be judged do not hide a wrong one.
 * Invalid is reserved for a calibration in which no figure could be judged.
 */
export function judgeCalibration(measured: Measured): Conclusion {
  const figures = figuresOf(measured.behaviours);
  const tally = tallyOf(figures);
  const status = statusOf(tally, measured.endedEarly !== null);
  const trust = trustOf(figures, tally, measured, status);
  return { status, headline: headlineOf(status, tally, trust), trust, problems: problemsOf(measured) };
}

function figuresOf(behaviours: readonly CalibratedBehaviour[]): CalibrationFigure[] {
  return behaviours.flatMap(({ loads }) => loads.flatMap((load) => load.figures));
}

/** Blind figures are as expected, and are not counted. */
type Tally = { right: number; wrong: number; unknown: number; all: number };

function tallyOf(figures: readonly CalibrationFigure[]): Tally {
  const count = (wanted: CalibrationFigure['status']) =>
    figures.filter(({ status }) => status === wanted).length;
  const [right, wrong, unknown] = [count('right'), count('wrong'), count('unknown')];
  return { right, wrong, unknown, all: right + wrong + unknown };
}

function statusOf({ right, wrong, unknown }: Tally, hasEndedEarly: boolean): CalibrationStatus {
  if (wrong > 0) return 'fail';
  if (right === 0) return 'invalid';
  return unknown > 0 || hasEndedEarly ? 'inconclusive' : 'pass';
}

/** What could not be settled, where and why; each sentence once. */
function problemsOf({ behaviours, ceiling, costs, endedEarly }: Measured): string[] {
  const problems = behaviours.flatMap(({ name, loads }) =>
    loads.flatMap(({ instrument, figures }) =>
      figures
        .filter(({ status }) => status === 'unknown')
        .map(({ name: figure, reason }) => `${name}, ${instrument}, ${figure}: ${reason}`),
    ),
  );
  problems.push(...(ceiling?.problems ?? []).map((problem) => `Ceiling, closed loops: ${problem}`));
  for (const { ratePerSec, held, problems: ofStep } of ceiling?.steps ?? []) {
    if (held !== null) continue;
    problems.push(...ofStep.map((problem) => `Ceiling at ${formatNumber(ratePerSec)}/s: ${problem}`));
  }
  for (const { load, rounds, throughputRatio } of costs) {
    const [problem] = rounds.flatMap((round) => round.problems);
    if (throughputRatio !== null || problem === undefined) continue;
    problems.push(`Cost of telemetry, ${load}, in every round: ${problem}`);
  }
  if (endedEarly !== null) problems.push(endedEarly);
  return [...new Set(problems)];
}

function headlineOf(status: CalibrationStatus, { right, wrong, unknown, all }: Tally, trust: Trust): string {
  switch (status) {
    case 'pass': {
      const above =
        trust.trustedAboveMs === null
          ? ''
          : `: times above ${formatMeasure(trust.trustedAboveMs, 'ms')} are right to ${formatPercent(TIME_TOLERANCE_RATIO)}`;
      return `Accurate on this machine${above}; all ${formatCount(all, 'figure')} agree with what is known.`;
    }
    case 'fail':
      return `Not accurate on this machine: ${formatNumber(wrong)} of ${formatCount(all, 'figure')} ${wrong === 1 ? 'disagrees' : 'disagree'} with what is known${unknown === 0 ? '' : `, and ${formatNumber(unknown)} could not be judged`}.`;
    case 'inconclusive':
      return `Accurate on this machine for ${formatNumber(right)} of ${formatCount(all, 'figure')}${unknown === 0 ? ', but the calibration ended early' : `; ${formatNumber(unknown)} could not be judged`}.`;
    case 'invalid':
      return 'Nothing is known about this machine: no figure could be judged.';
    default:
      return exhaustive(status);
  }
}

function trustOf(
  figures: readonly CalibrationFigure[],
  tally: Tally,
  { behaviours, ceiling, costs }: Measured,
  status: CalibrationStatus,
): Trust {
  if (status === 'invalid') {
    return {
      overheadMs: null,
      startDelayMs: null,
      trustedAboveMs: null,
      trustedUpTo: null,
      upToPerSec: null,
      statements: ['No result: repeat the calibration when nothing else runs on this machine.'],
    };
  }
  const worst = worstOverhead(behaviours);
  const overheadMs = worst?.overheadMs ?? null;
  const trustedUpTo = tally.wrong > 0 || overheadMs === null ? null : trustedPercentile(figures);
  const trust = {
    overheadMs,
    startDelayMs: worst?.startDelayMs ?? null,
    trustedAboveMs:
      trustedUpTo === null || overheadMs === null ? null : trustedAboveMs(overheadMs, trustedUpTo),
    trustedUpTo,
    upToPerSec: ceiling?.punctualPerSec ?? null,
  };
  return {
    ...trust,
    statements: [
      ...timeStatements(tally, trust),
      ...disturbanceStatements(behaviours),
      ...ceilingStatements(ceiling),
      ...costStatements(costs),
    ],
  };
}

/** The load with the largest p99 overhead among those with a constant time; disturbed ones count only if there are no others. */
function worstOverhead(behaviours: readonly CalibratedBehaviour[]): CalibratedLoad | null {
  const constant = behaviours.flatMap(({ loads }) => loads).filter(({ overheadMs }) => overheadMs !== null);
  const undisturbed = constant.filter(({ problems }) => problems.length === 0);
  const candidates = undisturbed.length > 0 ? undisturbed : constant;
  return candidates.toSorted((a, b) => b.overheadMs!.p99 - a.overheadMs!.p99)[0] ?? null;
}

const PERCENTILES = ['p50', 'p95', 'p99'] as const;
type Percentile = (typeof PERCENTILES)[number];

/** The highest percentile up to which no figure is unknown. */
function trustedPercentile(figures: readonly CalibrationFigure[]): Percentile | null {
  const firstOpen = PERCENTILES.findIndex((percentile) =>
    figures.some(({ name, status }) => name === percentile && status === 'unknown'),
  );
  return firstOpen < 0 ? 'p99' : (PERCENTILES[firstOpen - 1] ?? null);
}

function trustedAboveMs(overheadMs: Record<Percentile, number>, upTo: Percentile): number {
  const percentiles = PERCENTILES.slice(0, PERCENTILES.indexOf(upTo) + 1);
  return Math.max(0, ...percentiles.map((percentile) => overheadMs[percentile])) / TIME_TOLERANCE_RATIO;
}

function timeStatements(
  { wrong, unknown }: Tally,
  { overheadMs, startDelayMs, trustedAboveMs, trustedUpTo, upToPerSec }: Omit<Trust, 'statements'>,
): string[] {
  if (wrong > 0) {
    return [
      `${formatCount(wrong, 'figure')} ${wrong === 1 ? 'is' : 'are'} wrong (see the table). Do not trust runs on this machine until you know why.`,
    ];
  }
  const open =
    unknown === 0
      ? []
      : [
          `${formatCount(unknown, 'figure')} could not be judged (see the table). Repeat the calibration when nothing else runs on this machine.`,
        ];
  if (trustedAboveMs === null || overheadMs === null) return open;
  const rate = upToPerSec === null ? '' : `, up to ${formatNumber(upToPerSec)} requests/s`;
  const late =
    startDelayMs === null
      ? ''
      : ` ${formatMeasure(startDelayMs.p50, 'ms')} and ${formatMeasure(startDelayMs.p99, 'ms')} of that because k6 starts its requests late.`;
  return [
    `Response times above ${formatMeasure(trustedAboveMs, 'ms')} are right to ${formatPercent(TIME_TOLERANCE_RATIO)} up to their ${trustedUpTo}${rate}.`,
    `Shorter ones are reported too long: by ${formatMeasure(overheadMs.p50, 'ms')} at the median, by ${formatMeasure(overheadMs.p99, 'ms')} at the p99.${late}`,
    ...open,
  ];
}

/** What was measured again, and what is used although it was disturbed. */
function disturbanceStatements(behaviours: readonly CalibratedBehaviour[]): string[] {
  const loads = behaviours.flatMap((behaviour) => behaviour.loads);
  const repeated = loads.filter(({ discarded }) => discarded.length > 0).length;
  const disturbed = loads.filter(({ figures }) => figures.some(({ survived }) => survived.length > 0));
  const most = Math.max(0, ...disturbed.map(({ machine }) => machine.othersMost ?? 0));
  const statements = [];
  if (repeated > 0) {
    statements.push(
      `${formatCount(repeated, 'load')} of ${formatNumber(loads.length)} had to be measured again.`,
    );
  }
  if (disturbed.length > 0) {
    statements.push(
      `During ${formatCount(disturbed.length, 'load')} of ${formatNumber(loads.length)} other programs used up to ${formatPercent(most)} of the machine for a second. That makes times longer, never shorter, so figures that are right stay right.`,
    );
  }
  return statements;
}

function ceilingStatements(ceiling: Ceiling | null): string[] {
  if (ceiling === null) return [];
  const { heldPerSec, punctualPerSec, k6ClosedPerSec, autocannonPerSec } = ceiling;
  const statements = [
    heldPerSec === null
      ? 'With full telemetry, k6 held none of the arrival rates tried.'
      : `With full telemetry, k6 holds ${formatNumber(heldPerSec)} arrivals/s against a route that does nothing; beyond that it drops arrivals or sends them late.`,
  ];
  if (heldPerSec !== null && punctualPerSec !== heldPerSec) {
    statements.push(
      punctualPerSec === null
        ? `At every rate tried, 1% of requests started more than ${formatMeasure(MAX_PUNCTUAL_START_DELAY_P99_MS, 'ms')} late: read every p99 together with the start delay.`
        : `Above ${formatNumber(punctualPerSec)} arrivals/s, 1% of requests start more than ${formatMeasure(MAX_PUNCTUAL_START_DELAY_P99_MS, 'ms')} late, and response times include that.`,
    );
  }
  if (k6ClosedPerSec !== null && autocannonPerSec !== null) {
    statements.push(
      `In a closed loop, with the server on the same machine, k6 with full telemetry sends ${formatNumber(Math.round(k6ClosedPerSec))} requests/s and autocannon ${formatNumber(Math.round(autocannonPerSec))}.`,
    );
  }
  return statements;
}

function costStatements(costs: readonly CostOfTelemetry[]): string[] {
  return costs.flatMap(({ load, description, cpuSecPer1000On, cpuSecPer1000Off, throughputRatio }) => {
    if (!cpuSecPer1000On || !cpuSecPer1000Off || !throughputRatio) return [];
    const cpu = `${formatMeasure(cpuSecPer1000On.median, 'CPU seconds')} per 1,000 requests with our telemetry, ${formatMeasure(cpuSecPer1000Off.median, 'CPU seconds')} without`;
    return load === 'fixed-rate'
      ? [`At ${description}, everything together takes ${cpu}.`]
      : [
          `At saturation our telemetry leaves ${formatPercent(throughputRatio.median)} of the throughput (${cpu}).`,
        ];
  });
}
