import Value from 'typebox/value';
import { expect, it } from 'vitest';
import type { Fault } from '../model/fault.ts';
import { LoadProfile, type PlannedPhase } from '../model/load.ts';
import { withPlantedDefects } from './planted-profile.ts';

const SERVERS = ['server-1', 'server-2', 'server-3'];
const kill = (part: string, atMs: number): Fault => ({
  part,
  action: 'kill',
  atMs,
  returnAtMs: atMs + 10_000,
});

function profileOf(...phases: PlannedPhase[]): LoadProfile {
  const load = { model: 'open', arrivalRatePerSec: 10 } as const;
  return { loads: [{ name: 'open', load, generatorProcesses: 1, phases }] };
}

const WARM_UP: PlannedPhase = { name: 'warm-up', kind: 'warm-up', durationMs: 30_000 };
const STEADY: PlannedPhase = { name: 'steady', kind: 'steady', durationMs: 75_000 };
const FAULT: PlannedPhase = {
  name: 'fault',
  kind: 'fault',
  durationMs: 75_000,
  faults: [kill('server-2', 8_000), kill('server-1', 27_000), kill('server-3', 55_000)],
};

const faultsIn = ({ loads }: LoadProfile) => loads[0]!.phases.map(({ faults }) => faults);

it('changes nothing when nothing is planted in a phase', () => {
  const profile = profileOf(WARM_UP, STEADY, FAULT);
  expect(withPlantedDefects(profile, { poolMax: 2 }, SERVERS)).toEqual(profile);
});

it('kills all servers at once a third into a fault phase, in place of the kills that this would meet', () => {
  const profile = profileOf(WARM_UP, STEADY, FAULT);
  const before = structuredClone(profile);
  const planted = withPlantedDefects(profile, { serversDown: { forMs: 5_000 } }, SERVERS);
  const together = SERVERS.map((part) => ({ part, action: 'kill', atMs: 25_000, returnAtMs: 30_000 }));
  expect(faultsIn(planted)).toEqual([
    undefined,
    undefined,
    [kill('server-2', 8_000), kill('server-3', 55_000), ...together],
  ]);
  expect(Value.Check(LoadProfile, planted)).toBe(true);
  expect(profile).toEqual(before);
});

it('leaves a server that is started again 5 s to be back before it is killed once more', () => {
  const killedAt = (atMs: number) => {
    const profile = profileOf({ ...FAULT, faults: [kill('server-2', atMs)] });
    const [faults] = faultsIn(withPlantedDefects(profile, { serversDown: { forMs: 2_000 } }, SERVERS));
    return faults!.length - SERVERS.length;
  };
  // Down from 25,000 to 27,000; the planned kill lasts 10,000.
  expect([10_000, 10_001, 31_999, 32_000].map(killedAt)).toEqual([1, 0, 0, 1]);
});

it('pauses the first server for the end of each steady phase, until the load has ended', () => {
  const planted = withPlantedDefects(
    profileOf(WARM_UP, STEADY, FAULT),
    { pausedServer: { forMs: 5_000 } },
    SERVERS,
  );
  expect(faultsIn(planted)).toEqual([
    undefined,
    // Later than the 11 s that a load waits for its last responses.
    [{ part: 'server-1', action: 'pause', atMs: 70_000, returnAtMs: 90_000 }],
    FAULT.faults,
  ]);
  expect(Value.Check(LoadProfile, planted)).toBe(true);
});

it('pauses it for the whole of a phase that is shorter', () => {
  const planted = withPlantedDefects(profileOf(STEADY), { pausedServer: { forMs: 90_000 } }, SERVERS);
  expect(faultsIn(planted)).toEqual([[expect.objectContaining({ atMs: 0, returnAtMs: 90_000 })]]);
});
