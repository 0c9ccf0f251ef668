import type { CalibratedBehaviour, Calibration } from '../../harness/model/calibration.ts';
import { closed, count, curve, DISTURBANCE, open, pareto, QUIET, SHARES, share, stalled, time } from './calibration-figures.ts';

/*
 * Made-up calibrations: one is right, one has a wrong figure, and one has an undecided figure because other programs used the machine.
 */

export const CALIBRATION_NAMES = ['right', 'wrong', 'disturbed'] as const;
export type CalibrationName = (typeof CALIBRATION_NAMES)[number];

function behaviours(): CalibratedBehaviour[] {
  return [
    {
      name: 'heavy-tailed',
      description: 'Pareto times of shape 3 from 40 ms, cut off at 800 ms',
      loads: [
        open(390, [
          time(['p50', 50.39, 50.52, 51.5]),
          time(['p95', 108.5, 108.6, 109.9]),
          time(['p99', 184.9, 184.1, 186.4]),
          count(6_241),
        ]),
        closed('autocannon', [
          time(['p50', 50.39, 50.55, 50.9], true),
          time(['p95', 108.5, 108.4, 108.9], true),
          time(['p99', 184.9, 183.9, 184.2], true),
        ]),
      ],
      curves: [
        curve('known', pareto),
        curve('served', pareto),
        curve('k6-open', (q) => pareto(q) + 1),
        curve('autocannon', (q) => pareto(q) + 0.4),
      ],
    },
    {
      name: 'stalling',
      description: 'every request takes 5 ms, but the server answers nothing for 300 ms of every 2 s',
      loads: [
        open(151.7, [time(['p95', 205, 206.3, 207]), time(['p99', 285, 285.4, 286.2]), count(3_641)]),
        closed('k6-closed', [time(['p95', 205, 5.6, 6.4], true), time(['p99', 285, 7.1, 7.9], true)]),
        closed('autocannon', [time(['p95', 205, 5.5, 5.9], true), time(['p99', 285, 6.8, 7.2], true)]),
      ],
      curves: [
        curve('known', stalled),
        curve('served', stalled),
        curve('k6-open', (q) => stalled(q) + 1.1),
        curve('k6-closed', (q) => (q < 0.997 ? 5.6 + q : 210)),
        curve('autocannon', (q) => (q < 0.997 ? 5.3 + q / 2 : 209)),
      ],
    },
    {
      name: 'failing',
      description: 'every request takes 5 ms, and 1% are answered 503',
      loads: [
        {
          ...open(390, [share('failureRatio', 0.01, 0.00994, 0.00674, 0.0141), count(4_290)]),
          overheadMs: { p50: 1.04, p95: 1.61, p99: 1.98 },
        },
      ],
      curves: [],
    },
    {
      name: 'caching',
      description: 'every request takes 5 ms and looks up one key, of which 83% are found',
      loads: [open(390, [share('hitRatio', 0.83, 0.8301, 0.8165, 0.8431), count(4_290)])],
      curves: [],
    },
  ];
}

function right(): Calibration {
  const rounds = [0.43, 0.45, 0.44].map((cpu) => ({
    on: { cpuSecPer1000: cpu, requestsPerSec: 1_000 },
    off: { cpuSecPer1000: cpu - 0.03, requestsPerSec: 1_000 },
    problems: [],
  }));
  return {
    schemaVersion: 1,
    id: 'calibration-20261125T134600Z-3f9a1c',
    startedAt: '2026-11-25T13:46:00.000Z',
    durationMs: 312_000,
    mode: 'full',
    state: 'complete',
    status: 'pass',
    headline:
      'Accurate on this machine: times above 66 ms are right to 3%; all 14 figures agree with what is known.',
    tolerance: { ratio: 0.03, leastMs: 1 },
    shares: SHARES,
    behaviours: behaviours(),
    ceiling: {
      k6ClosedPerSec: 7_266.5,
      autocannonPerSec: 45_247,
      problems: [],
      steps: [
        [2_200, 0, 1.9, true],
        [2_900, 0, 2.7, true],
        [3_600, 0, 11.2, true],
        [4_400, 981, null, false],
      ].map(([ratePerSec, droppedArrivals, delay, held]) => ({
        ratePerSec: ratePerSec as number,
        attemptedPerSec: (ratePerSec as number) + 2,
        droppedArrivals: droppedArrivals as number,
        startDelayP99Ms: delay as number | null,
        responseTimeP99Ms: delay === null ? null : (delay as number) + 4,
        held: held as boolean,
        machine: QUIET,
        problems: [],
      })),
      heldPerSec: 3_600,
      punctualPerSec: 2_900,
    },
    costs: [
      {
        load: 'fixed-rate',
        description: '1,000 arrivals/s',
        rounds,
        cpuSecPer1000On: { median: 0.44, min: 0.43, max: 0.45 },
        cpuSecPer1000Off: { median: 0.41, min: 0.4, max: 0.42 },
        throughputRatio: { median: 1, min: 0.999, max: 1.001 },
      },
      {
        load: 'saturation',
        description: '50 users without think time',
        rounds: rounds.map((round, i) => (i === 1 ? { ...round, problems: [DISTURBANCE] } : round)),
        cpuSecPer1000On: { median: 0.27, min: 0.26, max: 0.28 },
        cpuSecPer1000Off: { median: 0.25, min: 0.25, max: 0.25 },
        throughputRatio: { median: 0.93, min: 0.91, max: 0.96 },
      },
    ],
    trust: {
      overheadMs: { p50: 1.04, p95: 1.61, p99: 1.98 },
      startDelayMs: { p50: 0.61, p95: 1.14, p99: 1.42 },
      trustedAboveMs: 66,
      trustedUpTo: 'p99',
      upToPerSec: 2_900,
      statements: [
        'Response times above 66 ms are right to 3% up to their p99, up to 2,900 requests/s.',
        'Shorter ones are reported too long: by 1.04 ms at the median, by 1.98 ms at the p99.',
      ],
    },
    problems: [],
    provenance: {
      commit: '4ab5eef0c1d2e3f405162738495a6b7c8d9e0f11',
      commitIsDirty: false,
      versions: { node: '24.21.0', k6: '2.2.0' },
      machine: { cpuModel: 'Intel Xeon', cores: 2, memoryBytes: 25_000_000_000, os: 'Linux 6.1 x64' },
      commandLine: ['calibrate'],
    },
  };
}

export function madeUpCalibration(name: CalibrationName): Calibration {
  const calibration = right();
  if (name === 'right') return calibration;
  const first = calibration.behaviours[0]!.loads[0]!;
  if (name === 'wrong') {
    first.figures[2] = time(['p99', 184.9, 184.1, 195.7]);
    const headline = 'Not accurate on this machine: 1 of 14 figures disagrees with what is known.';
    const statements = ['1 figure is wrong (see the table). Do not trust runs on this machine until you know why.'];
    const trust = { ...calibration.trust, trustedAboveMs: null, trustedUpTo: null, statements };
    return { ...calibration, status: 'fail', headline, trust };
  }
  first.problems = [DISTURBANCE];
  first.touchedShare = 0.41;
  first.discarded = [DISTURBANCE];
  first.figures = first.figures.map((figure) => ({ ...figure, survived: [DISTURBANCE] }));
  const open = {
    ...time(['p99', 184.9, 184.1, 195.7]),
    status: 'unknown',
    reason: `11.6 ms too high, but the instrument need not be the cause. ${DISTURBANCE}`,
  } as const;
  first.figures[2] = open;
  return {
    ...calibration,
    status: 'inconclusive',
    state: 'aborted',
    mode: 'quick',
    headline: 'Accurate on this machine for 13 of 14 figures; 1 could not be judged.',
    ceiling: null,
    costs: [],
    trust: {
      overheadMs: null,
      startDelayMs: null,
      trustedAboveMs: null,
      trustedUpTo: null,
      upToPerSec: null,
      statements: [
        '1 figure could not be judged, see the table: repeat the calibration when nothing else runs on this machine.',
        '1 load of 7 had to be measured again.',
      ],
    },
    problems: [`heavy-tailed, k6-open, p99: ${open.reason}`, 'The calibration was interrupted.'],
  };
}
