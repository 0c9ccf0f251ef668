import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failuresOf, prepareWholeRuns, RATE_PER_SEC, shortProfile } from './testing/whole-run.ts';

let whole: Awaited<ReturnType<typeof prepareWholeRuns>>;

beforeAll(async () => {
  whole = await prepareWholeRuns();
});
afterAll(() => whole?.end());

describe('servers that are away turn the targets red that they break', () => {
  it('all servers down for 5 s of the fault phase', async () => {
    const finished = await whole.run({
      profile: await shortProfile({ withKilledServer: true }),
      defects: { serversDown: { forMs: 5000 } },
    });
    expect(failuresOf(finished)).toEqual(['tvet.availability']);
    const actual = finished.verdict.targets.find(({ id }) => id === 'tvet.availability')!.actual!;
    // 5 of 12 s were dead, and a server takes a moment to start.
    expect(actual).toBeGreaterThan(0.3);
    expect(actual).toBeLessThan(0.7);
  });

  it('a server that is silent for the last 5 s of a steady phase', async () => {
    const finished = await whole.run({
      profile: await shortProfile({ withKilledServer: true }),
      defects: { pausedServer: { forMs: 5000 } },
    });
    expect(failuresOf(finished)).toEqual(expect.arrayContaining(['tvet.p95', 'tvet.availability']));
    const { evidence } = finished.verdict.targets.find(({ id }) => id === 'tvet.p95')!;
    // A third of the requests of 5 s were never answered, or far too late.
    const lost = evidence.find(({ label }) => label === 'failed or never answered')!.value!;
    expect(lost).toBeGreaterThan(0.08 * RATE_PER_SEC * 5);
  });
});
