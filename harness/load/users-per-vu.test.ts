import { expect, it } from 'vitest';
import type { LoadProfile } from '../model/load.ts';
import { planK6 } from './plan.ts';
import { withUsersPerVu } from './users-per-vu.ts';

const phases = [{ name: 'ramp-up', kind: 'ramp-up', durationMs: 10_000 } as const];
const PROFILE: LoadProfile = {
  loads: [
    {
      name: 'closed',
      load: { model: 'closed', users: 25_003, thinkTimeMs: 1000 },
      generatorProcesses: 3,
      phases,
    },
    { name: 'open', load: { model: 'open', arrivalRatePerSec: 50 }, generatorProcesses: 1, phases },
  ],
};

it('gives each virtual user of a closed load several users, in fewer processes', () => {
  const [closed, open] = withUsersPerVu(PROFILE, 10).loads;
  expect(closed).toMatchObject({
    load: { model: 'closed', users: 25_003, usersPerVu: 10 },
    generatorProcesses: 1,
  });
  expect(open).toEqual(PROFILE.loads[1]);
});

it('is planned as enough virtual users for all of them, who know how many they are', () => {
  const [closed] = withUsersPerVu(PROFILE, 10).loads;
  const plan = planK6(closed!, 1, { cores: 2, memoryBytes: 24e9, availableBytes: 20e9 });
  expect(plan.scenarioEnv).toMatchObject({ USERS: '25003', USERS_PER_VU: '10' });
  expect(plan.options).toMatchObject({ scenarios: { closed: { stages: [{ target: 2_501 }] } } });
  expect(plan.processes.map(({ localIps }) => localIps)).toEqual(['127.1.0.1-127.1.9.197']);
});
