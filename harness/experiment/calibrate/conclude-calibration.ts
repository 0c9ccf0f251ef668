import type {
  CalibratedBehaviour,
  CalibratedLoad,
  Calibration,
  CalibrationFigure,
  CalibrationStatus,
  Ceiling,
  CostOfTelemetry,
  Trust,
} from '../../model/calibration.ts';
import { formatCount, formatMeasure, formatNumber, formatPercent } from '../../model/format.ts';
import { MAX_PUNCTUAL_START_DELAY_P99_MS, TIME_TOLERANCE_RATIO } from './limits.ts';

type Measured = {
  behaviours: CalibratedBehaviour[];
  ceiling: Ceiling | null;
  costs: CostOfTelemetry[];
  /** why it ended before its end, in one sentence; null: it did not */
  endedEarly: string | null;
};

type Conclusion = Pick<Calibration, 'status' | 'headline' | 'trust' | 'problems'>;

/** invalid before fail before pass, as for a run: nothing can be judged on a machine that was not ours. */
export function concludeCalibration(measured: Measured): Conclusion {
  const figures = figuresOf(measured.behaviours);
  const problems = problemsOf(measured);
  const isInvalid = problems.length > 0 || figures.some(({ status }) => status === 'invalid');
  const isWrong = figures.some(({ status }) => status === 'wrong');
  const status: CalibrationStatus = isInvalid ? 'invalid' : isWrong ? 'fail' : 'pass';
  const trust = trustOf(figures, measured, status);
  return { status, headline: headlineOf(status, figures, trust), trust, problems };
}

function figuresOf(behaviours: readonly CalibratedBehaviour[]): CalibrationFigure[] {
  return behaviours.flatMap(({ loads }) => loads.flatMap((load) => load.figures));
}

/** Each once, and where it was. */
function problemsOf({ behaviours, ceiling, costs, endedEarly }: Measured): string[] {
  const problems = behaviours.flatMap(({ name, loads }) => [
    ...loads.flatMap((load) => load.problems.map((problem) => `${name}, ${load.instrument}: ${problem}`)),
    ...loads.flatMap((load) =>
      load.problems.length > 0
        ? []
        : load.figures
            .filter(({ status }) => status === 'invalid')
            .map(({ name: figure, reason }) => `${name}, ${load.instrument}, ${figure}: ${reason}`),
    ),
  ]);
  problems.push(...(ceiling?.problems ?? []).map((problem) => `Ceiling, closed loops: ${problem}`));
  for (const { ratePerSec, problems: ofStep } of ceiling?.steps ?? []) {
    problems.push(...ofStep.map((problem) => `Ceiling at ${formatNumber(ratePerSec)}/s: ${problem}`));
  }
  for (const { load, rounds } of costs) {
    for (const { problems: ofRound } of rounds) {
      problems.push(...ofRound.map((problem) => `Cost of telemetry, ${load}: ${problem}`));
    }
  }
  if (endedEarly !== null) problems.push(endedEarly);
  return [...new Set(problems)];
}

function headlineOf(status: CalibrationStatus, figures: readonly CalibrationFigure[], trust: Trust): string {
  const judged = figures.filter(({ status: each }) => each === 'right' || each === 'wrong');
  const wrong = judged.filter(({ status: each }) => each === 'wrong').length;
  switch (status) {
    case 'pass': {
      const above =
        trust.trustedAboveMs === null
          ? ''
          : `: times above ${formatMeasure(trust.trustedAboveMs, 'ms')} are right to ${formatPercent(TIME_TOLERANCE_RATIO)}`;
      return `The instrument is right on this machine${above}; all ${formatCount(judged.length, 'figure')} agree with what is known.`;
    }
    case 'fail':
      return `The instrument is wrong on this machine: ${formatCount(wrong, 'figure')} of ${formatNumber(judged.length)} ${wrong === 1 ? 'disagrees' : 'disagree'} with what is known.`;
    case 'invalid':
      return 'This calibration cannot be trusted: the machine or the generator could not do what it takes.';
  }
}

function trustOf(
  figures: readonly CalibrationFigure[],
  { behaviours, ceiling, costs }: Measured,
  status: CalibrationStatus,
): Trust {
  const nothing = { overheadMs: null, startDelayMs: null, trustedAboveMs: null, upToPerSec: null };
  if (status === 'invalid') {
    const advice = 'repeat it when nothing else runs on this machine';
    return { ...nothing, statements: [`Nothing can be said from this calibration: ${advice}.`] };
  }
  const wrong = figures.filter(({ status: each }) => each === 'wrong').length;
  const worst = worstOverhead(behaviours);
  const overheadMs = worst?.overheadMs ?? null;
  const worstMs = overheadMs && Math.max(overheadMs.p50, overheadMs.p95, overheadMs.p99);
  const trust = {
    overheadMs,
    startDelayMs: worst?.startDelayMs ?? null,
    trustedAboveMs: wrong > 0 || worstMs === null ? null : Math.max(0, worstMs) / TIME_TOLERANCE_RATIO,
    upToPerSec: ceiling?.punctualPerSec ?? null,
  };
  return {
    ...trust,
    statements: [...timeStatements(wrong, trust), ...ceilingStatements(ceiling), ...costStatements(costs)],
  };
}

/** Of the loads of one constant time, the one in which the overhead was largest. */
function worstOverhead(behaviours: readonly CalibratedBehaviour[]): CalibratedLoad | null {
  const constant = behaviours.flatMap(({ loads }) => loads).filter(({ overheadMs }) => overheadMs !== null);
  return constant.toSorted((a, b) => b.overheadMs!.p99 - a.overheadMs!.p99)[0] ?? null;
}

function timeStatements(
  wrong: number,
  { overheadMs, startDelayMs, trustedAboveMs, upToPerSec }: Omit<Trust, 'statements'>,
): string[] {
  if (wrong > 0) {
    return [
      `${formatCount(wrong, 'figure')} ${wrong === 1 ? 'is' : 'are'} wrong, see the table: do not trust runs on this machine before that is explained.`,
    ];
  }
  if (trustedAboveMs === null || overheadMs === null) return [];
  const rate = upToPerSec === null ? '' : `, up to ${formatNumber(upToPerSec)} requests/s`;
  const late =
    startDelayMs === null
      ? ''
      : ` ${formatMeasure(startDelayMs.p50, 'ms')} and ${formatMeasure(startDelayMs.p99, 'ms')} of that is how late k6 starts its requests.`;
  return [
    `Response times above ${formatMeasure(trustedAboveMs, 'ms')} are right to ${formatPercent(TIME_TOLERANCE_RATIO)} up to their p99${rate}.`,
    `Shorter ones are reported too long: by ${formatMeasure(overheadMs.p50, 'ms')} at the median, by ${formatMeasure(overheadMs.p99, 'ms')} at the p99.${late}`,
  ];
}

function ceilingStatements(ceiling: Ceiling | null): string[] {
  if (ceiling === null) return [];
  const { heldPerSec, punctualPerSec, k6ClosedPerSec, autocannonPerSec } = ceiling;
  const statements = [
    heldPerSec === null
      ? 'k6 with our measuring held none of the arrival rates that were tried.'
      : `k6 with our measuring holds ${formatNumber(heldPerSec)} arrivals/s against a route that does nothing; beyond that it drops arrivals or sends them late.`,
  ];
  if (heldPerSec !== null && punctualPerSec !== heldPerSec) {
    statements.push(
      punctualPerSec === null
        ? `At every rate that was tried one request in a hundred started more than ${formatMeasure(MAX_PUNCTUAL_START_DELAY_P99_MS, 'ms')} late: look at the start delay beside every p99.`
        : `Above ${formatNumber(punctualPerSec)} arrivals/s one request in a hundred starts more than ${formatMeasure(MAX_PUNCTUAL_START_DELAY_P99_MS, 'ms')} late, and response times contain it.`,
    );
  }
  if (k6ClosedPerSec !== null && autocannonPerSec !== null) {
    statements.push(
      `As closed loops, k6 with our measuring makes ${formatNumber(Math.round(k6ClosedPerSec))} requests/s and autocannon ${formatNumber(Math.round(autocannonPerSec))}, the server on the same machine.`,
    );
  }
  return statements;
}

function costStatements(costs: readonly CostOfTelemetry[]): string[] {
  return costs.flatMap(({ load, description, cpuSecPer1000On, cpuSecPer1000Off, throughputRatio }) => {
    if (!cpuSecPer1000On || !cpuSecPer1000Off || !throughputRatio) return [];
    const cpu = `${formatMeasure(cpuSecPer1000On.median, 'CPU seconds')} per 1,000 requests with our telemetry, ${formatMeasure(cpuSecPer1000Off.median, 'CPU seconds')} without`;
    return load === 'fixed-rate'
      ? [`At ${description} everything together takes ${cpu}.`]
      : [
          `At saturation our telemetry leaves ${formatPercent(throughputRatio.median)} of the throughput (${cpu}).`,
        ];
  });
}
