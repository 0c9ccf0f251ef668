import { describe, expect, it } from 'vitest';
import { indicatorInWords } from '../model/indicator-words.ts';
import type { LoadProfile } from '../model/load.ts';
import type { Target } from '../model/target.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import {
  contradictionsOf,
  exceededLimits,
  impliedThinkTimeNote,
  type PromisedSet,
  refuseContradictions,
} from './contradictions.ts';

function target(
  indicator: Target['indicator'],
  operator: Target['operator'],
  bound: number,
  phase = 'open steady',
): Target {
  const id = indicatorInWords(indicator);
  const source = { document: 'd', section: 's' };
  return { id, statement: id, source, indicator, operator, bound, phases: [phase] };
}

const P95 = { source: 'requests', statistic: 'quantile', q: 0.95 } as const;
const RATE = { source: 'requests', statistic: 'rate', per: 'second' } as const;
const USERS = { source: 'users', statistic: 'minimum', while: 'p95 response time' } as const;

const promise = (users: number, ratePerSec: number, responseTimeMs: number, ratePhase = 'open steady') => [
  target(USERS, '>=', users, 'closed steady'),
  target(RATE, '>=', ratePerSec, ratePhase),
  target(P95, '<', responseTimeMs),
];

function profile({
  arrivalRatePerSec = 1200,
  users = 30_000,
  thinkTimeMs = 30_000,
  durationMs = 60_000,
} = {}): LoadProfile {
  const phase = (name: string) => ({ name, kind: 'steady' as const, durationMs });
  return {
    loads: [
      {
        name: 'closed',
        load: { model: 'closed', users, thinkTimeMs },
        generatorProcesses: 1,
        phases: [phase('closed steady')],
      },
      {
        name: 'open',
        load: { model: 'open', arrivalRatePerSec },
        generatorProcesses: 1,
        phases: [phase('open steady')],
      },
    ],
  };
}

const GENERAL = { name: 'general', by: 'user', requests: 1000, windowSec: 900, share: 1 } as const;
const contradictions = (changes: Partial<PromisedSet> = {}) =>
  contradictionsOf({
    targets: promise(30_000, 1000, 200),
    profile: profile(),
    userLimits: [GENERAL],
    dataChecks: [{ name: 'scans' }],
    users: 30_000,
    ...changes,
  });

describe('targets compared with each other', () => {
  it('agree in the documented set, which implies a think time of 29.8 s', () => {
    expect(contradictions()).toEqual([]);
    expect(impliedThinkTimeNote(promise(30_000, 1000, 200), profile())).toBe(
      "By Little's law 30,000 users who send 1,000 requests/s and wait 200 ms for each answer think for 29.8 s between two requests. The users of this run think for 30 s on average.",
    );
  });

  it('imply no think time if one of the three is not promised', () => {
    expect(impliedThinkTimeNote(promise(30_000, 1000, 200).slice(1), profile())).toBeNull();
  });

  it('contradict each other when the think time would be negative', () => {
    expect(contradictions({ targets: promise(100, 1000, 200) })).toEqual([
      '1,000 requests/s that take 200 ms each mean 200 requests in flight at once, but 100 users have one each: their think time would be -100 ms.',
    ]);
    expect(contradictions({ targets: promise(200, 1000, 200) })).toEqual([]);
  });

  it('contradict a closed load whose users think too long for the promised rate', () => {
    const targets = promise(30_000, 1000, 200, 'closed steady');
    expect(contradictions({ targets, profile: profile({ thinkTimeMs: 40_000 }) })).toEqual([
      "The load 'closed' has 30,000 users who think for 40 s: even if they never waited, they would send 750 requests/s (30,000 / 40 s), but at least 1,000 requests/s are promised.",
    ]);
    expect(contradictions({ targets, profile: profile({ thinkTimeMs: 30_000 }) })).toEqual([]);
    expect(contradictions({ targets, profile: profile({ thinkTimeMs: 0 }), userLimits: [] })).toEqual([]);
  });

  it('contradict an open load that offers less than the promised goodput, in their own phases only', () => {
    expect(contradictions({ profile: profile({ arrivalRatePerSec: 999 }) })).toEqual([
      "The load 'open' offers 999 requests/s, but at least 1,000 requests/s are promised.",
    ]);
    expect(
      contradictions({
        targets: promise(30_000, 1000, 200, 'closed steady'),
        profile: profile({ arrivalRatePerSec: 10 }),
      }),
    ).toEqual([]);
  });
});

describe('a target', () => {
  it('is judged in phases that the load has and that are judged', () => {
    const misnamed = target(P95, '<', 200, 'open staedy');
    expect(contradictions({ targets: [misnamed] })).toEqual([
      "The target 'p95 response time' is judged in the phase 'open staedy', but the load has no such phase. Phases that are judged: closed steady, open steady.",
    ]);
    const { loads } = profile();
    const rampUp = { name: 'closed ramp-up', kind: 'ramp-up', durationMs: 1000 } as const;
    const [closed, open] = loads as [(typeof loads)[0], (typeof loads)[0]];
    const withRampUp = { loads: [{ ...closed, phases: [rampUp, ...closed.phases] }, open] };
    expect(
      contradictions({ targets: [target(P95, '<', 200, 'closed ramp-up')], profile: withRampUp }),
    ).toEqual([expect.stringContaining("the phase 'closed ramp-up', but it is a ramp-up phase.")]);
  });

  it('is about a data check that exists', () => {
    const lost = (check: string) => ({ source: 'checks', where: { check }, statistic: 'lost' }) as const;
    expect(contradictions({ targets: [target(lost('scans'), '<=', 0)] })).toEqual([]);
    expect(contradictions({ targets: [target(lost('scan'), '<=', 0)] })).toEqual([
      expect.stringMatching(/ is about the data check 'scan', but there is no such check\.$/),
    ]);
  });

  it('has an id of its own', () => {
    const p95 = target(P95, '<', 200);
    expect(contradictions({ targets: [p95, { ...p95, bound: 300 }] })).toEqual([
      "Several targets are called 'p95 response time'.",
    ]);
  });
});

describe('limits per user', () => {
  it('are exceeded by too few users for the rate', () => {
    // 60 s at 1,200/s over 60 users are 1,200 requests each; 2 more come from the closed load before.
    expect(contradictions({ users: 60 })).toEqual([
      'A user sends about 1,202 requests counted by the limit "general" within 15 min, but may send only 1,000.',
    ]);
    expect(contradictions({ users: 75 })).toEqual([]);
  });

  it('count the share of requests to which they apply, within their window', () => {
    const heavy = { name: 'heavy', by: 'user', requests: 100, windowSec: 3600, share: 0.05 } as const;
    expect(contradictions({ users: 75, userLimits: [heavy] })).toEqual([]);
    expect(contradictions({ users: 30, userLimits: [heavy] })).toHaveLength(1);
    const short = { name: 'short', by: 'user', requests: 100, windowSec: 1, share: 1 } as const;
    expect(contradictions({ users: 30, userLimits: [short] })).toEqual([]);
    expect(contradictions({ users: 11, userLimits: [short] })).toHaveLength(1);
  });
});

describe('limits per address', () => {
  const asked = (load: Parameters<typeof profile>[0], usersPerVu = 1) => {
    const { loads } = profile(load);
    const [closed] = loads;
    if (closed?.load.model === 'closed') closed.load.usersPerVu = usersPerVu;
    const limits = [{ ...GENERAL, by: 'address', requests: 30 } as const];
    return exceededLimits({ loads }, limits, 1_000_000);
  };

  it('are exceeded by an open load with few virtual users, however many users there are', () => {
    // 10 a second from 100 addresses are 6 from each in 60 s, 60 a second are half as many as from 120.
    expect(asked({ arrivalRatePerSec: 10 })).toEqual([]);
    expect(asked({ arrivalRatePerSec: 60 })).toEqual([
      'An address sends about 32 requests counted by the limit "general" within 15 min, but may send only 30.',
    ]);
  });

  it('are shared by the users of one virtual user', () => {
    expect(asked({ arrivalRatePerSec: 10 }, 12)).toEqual([]);
    expect(asked({ arrivalRatePerSec: 10 }, 13)).toEqual([expect.stringContaining('about 32 requests')]);
  });
});

describe('refuseContradictions', () => {
  const scenario = { document: 'TVET Connect, phase 1', documented: DOCUMENTED_TOPOLOGY };

  it('accepts a set that agrees', () => expect(() => refuseContradictions([], scenario)).not.toThrow());

  it('reports the arithmetic of a refusal', () => {
    expect(() => refuseContradictions(['One.', 'Two.'], scenario)).toThrow(
      expect.objectContaining({
        code: 'TARGETS_CONTRADICT',
        exitCode: 2,
        message: 'The targets and their load contradict each other: One. And: Two.',
      }),
    );
  });

  it('names where it can be corrected: files of the scenario, or fields of the config', () => {
    const refusal = (platform: typeof scenario | { document: string }) => () =>
      refuseContradictions(['One.'], platform);
    expect(refusal(scenario)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('(targets.ts) or the load (profile.ts)') }),
    );
    expect(refusal({ document: 'load/proofload.config.ts' })).toThrow(
      expect.objectContaining({
        hint: 'Correct `targets` or `load` in load/proofload.config.ts, or the options that change the load.',
      }),
    );
  });
});
