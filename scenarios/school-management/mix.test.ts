import { describe, expect, it } from 'vitest';
import { limits } from '../../reference-server/school-management/documented.ts';
import { pageShares, requestsPerTurn, roleAt, SHARES } from './mix.ts';
import { DEFAULT_RATE_PER_SEC, DEFAULT_USERS, profileFor, STAGES } from './profile.ts';
import { schoolSystem } from './requests.ts';

const PEAK_PER_MINUTE = DEFAULT_RATE_PER_SEC * STAGES[0].share * 60;
const { loads } = profileFor({
  users: DEFAULT_USERS,
  ratePerSec: DEFAULT_RATE_PER_SEC,
  quick: false,
  servers: [],
  randomSeed: 1,
});
const { routes } = schoolSystem({ today: '2025-03-12', password: 'secret' });
const isTransfer = (route: string) => routes[route]!.transfer !== undefined;
const isOfApi = (route: string) => routes[route]!.group === 'api';

describe('the mix', () => {
  it('has shares that add up to 1', () => {
    expect(SHARES.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect([...pageShares().values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });

  it('gives every place a role, in the order of the shares', () => {
    expect(roleAt(0)).toEqual({ role: 'head', within: 0 });
    expect(roleAt(0.06).role).toBe('teacher');
    expect(roleAt(0.24 + 1e-9).role).toBe('student');
    const { role, within } = roleAt(1 - 1e-12);
    expect(role).toBe('student');
    expect(within).toBeLessThan(1);
  });

  it('offers more API requests and file operations than the document promises', () => {
    expect(PEAK_PER_MINUTE * requestsPerTurn(isOfApi)).toBeGreaterThan(1_050);
    expect(PEAK_PER_MINUTE * requestsPerTurn(isTransfer)).toBeGreaterThan(125);
  });

  it('keeps a user far below what the document lets an address send', () => {
    const { max, windowSeconds } = limits.general;
    const requests = (requestsPerTurn() * windowSeconds * DEFAULT_RATE_PER_SEC) / DEFAULT_USERS;
    expect(requests).toBeLessThan(max * 0.8);
  });

  it('has the users of each stage at once, and they look at a page for as long', () => {
    expect(loads.map(({ load }) => load)).toEqual(
      [300, 1_500, 3_000].map((users) => ({ model: 'closed', users, thinkTimeMs: 30_000 })),
    );
  });
});
