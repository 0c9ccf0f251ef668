import { describe, expect, it } from 'vitest';
import { limits } from '../../reference-server/school-management/documented.ts';
import { pageShares, requestsPerTurn, roleAt, SHARES } from './mix.ts';
import { DEFAULT_RATE_PER_SEC, PEAK_USERS, SUSTAINED_SHARE, THINK_TIME_MS } from './profile.ts';
import { schoolSystem } from './requests.ts';

const PER_MINUTE = DEFAULT_RATE_PER_SEC * 60;
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
    expect(PER_MINUTE * requestsPerTurn(isOfApi)).toBeGreaterThan(1_050);
    expect(PER_MINUTE * requestsPerTurn(isTransfer)).toBeGreaterThan(125);
  });

  it('keeps a user far below what the document lets an address send', () => {
    const { max, windowSeconds } = limits.general;
    const requests = (requestsPerTurn() * windowSeconds * 1000) / THINK_TIME_MS;
    expect(requests).toBeLessThan(max * 0.8);
  });

  it('has the users that the document promises', () => {
    expect(PEAK_USERS).toBe(300);
    expect(Math.round(PEAK_USERS * SUSTAINED_SHARE)).toBe(200);
  });
});
