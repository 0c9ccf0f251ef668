import type { ValidityCheck, ValidityCheckName } from '../../harness/model/verdict.ts';
import { DOUBTS, doubtOf } from '../../harness/verdict/validity/doubts.ts';

type Figures = Pick<ValidityCheck, 'actual' | 'bound' | 'unit' | 'reason'> & { evidence?: ValidityCheck['evidence'] };

const OPEN_PHASES = ['steady', 'failover'];
const JUDGED_PHASES = ['steady', 'users-steady', 'failover'];

/** Every check of the default profile, all held. */
export function heldChecks(): ValidityCheck[] {
  return [
    ...JUDGED_PHASES.flatMap((phase) => [
      ...(OPEN_PHASES.includes(phase) ? checksOfOpenLoad(phase) : []),
      held('start-delay', phase, { actual: 0.31, bound: 50, unit: 'ms', reason: `In '${phase}' 99% of requests started within 0.31 ms of their intended start.` }),
      held('generator-cpu', phase, {
        actual: 0.21,
        bound: 0.9,
        unit: 'ratio',
        reason: `In '${phase}' the generator used 0.42 of the 2 cores that it may use.`,
        evidence: [1, 2].map((i) => ({ label: `CPU of k6-${i}, cores`, value: 0.2 + i / 100, unit: '', phase })),
      }),
      held('machine-cpu', phase, { actual: 0.46, bound: 0.97, unit: 'ratio', reason: `The machine's CPU was 46% busy in '${phase}'.` }),
      ...(phase === 'failover' ? [] : [steady(phase)]),
      held('telemetry-gap', phase, { actual: 0, bound: 2, unit: 'seconds', reason: `The generator was never silent for more than 0 seconds of '${phase}'.` }),
      held('telemetry-gap', phase, { actual: 1, bound: 2, unit: 'seconds', reason: `Each of 9 other sources was never silent for more than 1 second of '${phase}'.` }),
      held('clock-jump', phase, { actual: 0.04, bound: 10, unit: 'ms', reason: `In '${phase}' the machine's clock never moved by more than 0.04 ms.` }),
      ...(OPEN_PHASES.includes(phase) ? [] : [connections(phase)]),
    ]),
    held('dataset-changed', null, { actual: 0, bound: 0, unit: 'tables', reason: 'No table lost rows, and every row of lecturer_dashboard_content was the same after the load.' }),
    held('code-changed', null, { actual: 0, bound: 0, unit: 'changes', reason: 'The code was the same at the end of the run as at its beginning.' }),
  ];
}

function checksOfOpenLoad(phase: string): ValidityCheck[] {
  return [
    held('arrivals-dropped', phase, { actual: 0, bound: 0, unit: 'arrivals', reason: `No arrival was dropped in '${phase}'.` }),
    held('rate-not-reached', phase, { actual: 1199.6, bound: 1188, unit: 'arrivals/s', reason: `In '${phase}' 1,200 arrivals/s started where 1,200 arrivals/s were planned.` }),
    held('vus-exhausted', phase, { actual: 0.24, bound: 0.9, unit: 'ratio', reason: `In '${phase}' at most 24 of 100 virtual users were busy.` }),
  ];
}

function steady(phase: string): ValidityCheck {
  return held('no-steady-state', phase, {
    actual: 0.031,
    bound: 0.2,
    unit: 'ratio',
    reason: `'${phase}' was steady: its response time p95 rose by 3.1%, and its goodput fell by 0.12%.`,
    evidence: [
      { label: 'drift of response time p95', value: 0.031, unit: 'ratio', phase },
      { label: 'drift of goodput', value: -0.0012, unit: 'ratio', phase },
    ],
  });
}

function connections(phase: string): ValidityCheck {
  return held('connections-lost', phase, { actual: 30_021, bound: 29_700, unit: 'connections', reason: `In '${phase}' the generator held a connection for each of 30,000 virtual users.` });
}

export function held(name: ValidityCheckName, phase: string | null, figures: Figures): ValidityCheck {
  return { name, status: 'held', phase, doubt: null, evidence: [], ...figures };
}

export function violated(name: ValidityCheckName, phase: string | null, figures: Figures): ValidityCheck {
  const doubt = doubtOf(name in DOUBTS ? (name as keyof typeof DOUBTS) : 'generator-silent');
  return { name, status: 'violated', phase, doubt, evidence: [], ...figures };
}

export function unknown(name: ValidityCheckName, phase: string | null, figures: Omit<Figures, 'actual'>): ValidityCheck {
  return { name, status: 'unknown', phase, actual: null, doubt: null, evidence: [], ...figures };
}

/** The same checks, except that each given one replaces the first of its name and phase. */
export function changedChecks(changed: readonly ValidityCheck[]): ValidityCheck[] {
  const checks = heldChecks();
  for (const change of changed) {
    const at = checks.findIndex(({ name, phase }) => name === change.name && phase === change.phase);
    if (at < 0) checks.push(change);
    else checks[at] = change;
  }
  return checks;
}

/** Why intended starts are unknown in 'steady' of the distrusted run. */
export const STEADY_START_UNKNOWN =
  "4,210 arrivals of its load were dropped by the end of 'steady', and k6 does not number dropped arrivals, so later intended starts are unknown.";

/** Of a run whose generator was too weak in one phase and late in another. */
export const DISTRUSTED: ValidityCheck[] = [
  violated('arrivals-dropped', 'steady', { actual: 4210, bound: 0, unit: 'arrivals', reason: "4,210 arrivals were dropped in 'steady', for no virtual user was free to send them." }),
  unknown('start-delay', 'steady', { bound: 50, unit: 'ms', reason: STEADY_START_UNKNOWN }),
  violated('vus-exhausted', 'steady', { actual: 1, bound: 0.9, unit: 'ratio', reason: "In 'steady' 100 of 100 virtual users were busy in some second: with 90% or more, arrivals may find no free virtual user." }),
  violated('generator-cpu', 'failover', {
    actual: 0.962,
    bound: 0.9,
    unit: 'ratio',
    reason: "In 'failover' k6-1 used 0.962 of the 1 core that it may use: more than 90%, so it sends and reads late.",
    evidence: [{ label: 'CPU of k6-1, cores', value: 0.962, unit: '', phase: 'failover' }],
  }),
  violated('start-delay', 'failover', { actual: 184, bound: 50, unit: 'ms', reason: "In 'failover' one request in a hundred started 184 ms late or more; 50 ms is allowed." }),
];

/** Of a run that was broken off in the middle of its first judged phase. */
export const BROKEN: ValidityCheck[] = [
  violated('arrivals-dropped', 'steady', { actual: 4210, bound: 0, unit: 'arrivals', reason: "4,210 arrivals were dropped in 'steady', for no virtual user was free to send them." }),
  violated('telemetry-gap', 'steady', {
    actual: 22,
    bound: 2,
    unit: 'seconds',
    reason: "The generator reported nothing for 22 seconds of 'steady'.",
    evidence: [{ label: 'silence of generator', value: 22, unit: 'seconds', phase: 'steady' }],
  }),
  unknown('rate-not-reached', 'steady', { bound: 1188, unit: 'arrivals/s', reason: "How many of 1,200 arrivals/s started in 'steady' was not reported." }),
  unknown('machine-cpu', 'steady', { bound: 0.97, unit: 'ratio', reason: "The machine's use of CPU in 'steady' was not measured." }),
  unknown('connections-lost', 'steady', { bound: null, unit: 'connections', reason: "How many connections the generator held in 'steady' was not measured." }),
  unknown('dataset-changed', null, { bound: 0, unit: 'tables', reason: 'The data set was not checked after the load: the run ended before that.' }),
  unknown('code-changed', null, { bound: 0, unit: 'changes', reason: 'The code was not checked after the load: the run ended before that.' }),
];
