import { describe, expect, it } from 'vitest';
import type { ValidityCheckName, Verdict } from '../../model/verdict.ts';
import { type Changes, type FigureName, madeUpRun, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { verdictOf } from '../testdata/made-up-verdict.ts';
import { checkValidity } from './index.ts';

const OPEN = 'open steady';
const CLOSED = 'closed steady';
const FAULT = 'one server killed';

const violationsIn = ({ validity }: Pick<Verdict, 'validity'>) =>
  validity.checks.filter(({ status }) => status === 'violated');

/** A value that rises or falls all through a phase of sixty seconds. */
const over60Seconds = <Value>(valueAt: (second: number) => Value): Record<number, Value> =>
  Object.fromEntries(Array.from({ length: 60 }, (_, second) => [second, valueAt(second)]));

describe('an honest run', () => {
  const { checks, generator } = checkValidity(madeUpRun(), summaryOf(madeUpRun()));

  it('is valid, and everything that was checked is listed as held, with its figure and its bound', () => {
    expect(generator).toMatchObject({ status: 'valid', reasons: [] });
    const unsettled = checks.filter(({ status }) => status !== 'held');
    expect(unsettled.map(({ name }) => name)).toEqual([]);
    for (const { actual, bound, reason } of checks) {
      expect(actual).not.toBeNull();
      expect(bound).not.toBeNull();
      expect(reason).toMatch(/^[A-Z'].*\.$/s);
    }
  });

  it('is checked in every judged phase for everything that can go wrong there, and once as a whole', () => {
    const namesIn = (phase: string | null) =>
      checks.filter((check) => check.phase === phase).map(({ name }) => name);
    const everywhere = ['start-delay', 'generator-cpu', 'machine-cpu'];
    const silence = ['telemetry-gap', 'telemetry-gap', 'telemetry-gap'];
    const last = [...silence, 'clock-jump', 'connections-lost', 'part-restarted'];
    expect(namesIn(OPEN)).toEqual([
      'arrivals-dropped',
      'rate-not-reached',
      ...everywhere,
      'vus-exhausted',
      'no-steady-state',
      ...last,
    ]);
    expect(namesIn(CLOSED)).toEqual([...everywhere, 'no-steady-state', ...last]);
    expect(namesIn(FAULT)).toEqual([
      'arrivals-dropped',
      'rate-not-reached',
      ...everywhere,
      'vus-exhausted',
      ...last,
    ]);
    expect(namesIn('open warm-up')).toEqual([]);
    expect(namesIn(null)).toEqual(['dataset-changed', 'code-changed']);
  });
});

describe('a check is violated, by name and with its reason, and costs only the targets that it could have turned, when', () => {
  it.each<[string, ValidityCheckName, Changes, RegExp, FigureName[]]>([
    [
      'arrivals were dropped',
      'arrivals-dropped',
      { [OPEN]: { droppedPerSec: 2 } },
      /^120 arrivals were dropped in 'open steady': no virtual user was free/,
      ['availability'],
    ],
    [
      'arrivals were dropped in the warm-up of the same load',
      'arrivals-dropped',
      { 'open warm-up': { droppedPerSec: 1 } },
      /^5 arrivals of its load were dropped by the end of 'open steady', and k6 does not number/,
      [],
    ],
    [
      'fewer arrivals came than were offered',
      'rate-not-reached',
      { [OPEN]: { answersPerSec: 1150 } },
      /^In 'open steady' 1,150 arrivals\/s started where 1,200 arrivals\/s were planned/,
      ['responseTimeP95Ms', 'availability', 'queryTimeP95Ms', 'cacheHitRatio'],
    ],
    [
      'requests started late',
      'start-delay',
      { [CLOSED]: { startDelayMs: 80 } },
      /1% of requests started at least 80 ms late .limit: 50 ms.\.$/,
      [],
    ],
    [
      'it is unknown how late requests started',
      'start-delay',
      { [OPEN]: { startDelayMs: null } },
      /was not measured/,
      ['responseTimeP95Ms'],
    ],
    [
      'k6 used nearly all the cores that it may use',
      'generator-cpu',
      { [OPEN]: { generatorCores: 1.9 } },
      /^In 'open steady' k6-1 used 1.9 of the 2 cores that it may use: more than 90%/,
      [],
    ],
    [
      'k6 was pinned to one core and used it up',
      'generator-cpu',
      { [OPEN]: { generatorCores: 0.95, generatorCoresAllowed: 1 } },
      /k6-1 used 0.95 of the 1 core that it may use/,
      [],
    ],
    [
      'the machine had no CPU left',
      'machine-cpu',
      { [CLOSED]: { machineCpu: 0.99 } },
      /CPU was 99% busy in 'closed steady'/,
      [],
    ],
    [
      'nine in ten of the virtual users were busy',
      'vus-exhausted',
      { [OPEN]: { users: 2160 } },
      /^In 'open steady' 2,160 of 2,400 virtual users were busy in some second/,
      [],
    ],
    [
      'the response time rose all the time',
      'no-steady-state',
      { [OPEN]: { responseTimesAt: over60Seconds((second) => [10, 20, 50 + 3 * second]) } },
      /^'open steady' reached no steady state: its response time p95 rose by 177 ms from beginning to end, around 139 ms/,
      ['responseTimeP95Ms', 'queryTimeP95Ms'],
    ],
    [
      'goodput changed permanently halfway through the phase',
      'no-steady-state',
      { [OPEN]: { refusedAt: over60Seconds((second) => (second < 33 ? 0 : 150)) } },
      /^'open steady' reached no steady state: its goodput was around 1,200 requests.s in the first 35 seconds and around 1,050/,
      ['goodputPerSec', 'availability'],
    ],
    [
      'the generator was silent',
      'telemetry-gap',
      { [OPEN]: { silentClientSeconds: [7, 8, 9] } },
      /^The generator reported nothing for 3 seconds of 'open steady'; 2 more sources/,
      ['responseTimeP95Ms', 'availability'],
    ],
    [
      'one of two generator processes was silent',
      'telemetry-gap',
      { [CLOSED]: { silent: { 'closed-k6-2': [7, 8, 9] } } },
      /^The generator's process closed-k6-2 reported nothing for 3 seconds/,
      ['availability', 'concurrentUsers'],
    ],
    [
      'one of two servers was missing from the metrics',
      'telemetry-gap',
      { [OPEN]: { silent: { 'server-2': [1, 2, 3, 4] } } },
      /^The metrics of server-2 are missing for 4 seconds of 'open steady'\.$/,
      [],
    ],
    ...(['database', 'cache'] as const).map(
      (source): [string, ValidityCheckName, Changes, RegExp, FigureName[]] => [
        `the ${source} was silent`,
        'telemetry-gap',
        { [OPEN]: { silent: { [source]: [1, 2, 3] } } },
        new RegExp(`^Figures of the ${source} are missing for 3 seconds`),
        [],
      ],
    ),
    [
      'a process was not seen',
      'telemetry-gap',
      { [OPEN]: { silent: { 'process server-1': [1, 2, 3] } } },
      /^CPU and memory of server-1 are missing for 3 seconds/,
      [],
    ],
    [
      'the machine was silent',
      'telemetry-gap',
      { [OPEN]: { machineCpu: null } },
      /^Figures of the machine are missing for 60 seconds/,
      [],
    ],
    [
      'the clock was set forward',
      'clock-jump',
      { [OPEN]: { clockOffsetFrom: { second: 30, offsetMs: 1500 } } },
      /^In 'open steady' the machine's clock was set forward by 1,500 ms within a second/,
      ['responseTimeP95Ms', 'goodputPerSec', 'availability', 'queryTimeP95Ms', 'cacheHitRatio'],
    ],
    [
      'the clock was set back',
      'clock-jump',
      { [FAULT]: { clockOffsetFrom: { second: 30, offsetMs: -400 } } },
      /set back by 400 ms/,
      ['availability'],
    ],
    [
      'k6 had fewer connections than virtual users',
      'connections-lost',
      { [CLOSED]: { generatorFilesPerUser: 0.9 } },
      /^In 'closed steady' the generator had only 27,000 open files for 30,000 virtual users, so not every one had a connection: it is not known whether the system or the generator closed the others/,
      ['concurrentUsers'],
    ],
    [
      'requests failed because k6 ran out of files',
      'connections-lost',
      { [OPEN]: { failedShare: 0.0005, failedBecause: 'generator-out-of-files' } },
      /^In 'open steady' 36 requests failed through the generator's own fault \(out-of-files\)\.$/,
      [],
    ],
    [
      'requests led to an object store that was not named',
      'connections-lost',
      { [OPEN]: { failedShare: 0.0005, failedBecause: 'generator-refused' } },
      /^In 'open steady' 36 requests failed through the generator's own fault \(refused\)\. It refuses .* set S3_ENDPOINT\.$/,
      [],
    ],
  ])('%s: %s', (_, name, changes, reason, lost) => {
    const verdict = verdictOf(changes);
    expect(violationsIn(verdict).map((check) => check.name)).toEqual([name]);
    expect(violationsIn(verdict)[0]!.reason).toMatch(reason);
    const invalid = verdict.targets
      .filter(({ status }) => status === 'invalid')
      .map(({ statement }) => statement);
    expect(invalid).toEqual(lost);
    expect(verdict.validity.status).toBe(lost.length > 0 ? 'invalid' : 'valid');
    expect(verdict.status).toBe(lost.length > 0 ? 'invalid' : 'pass');
  });
});
