import { expect, it } from 'vitest';
import { renderDoctor } from './doctor-summary.ts';

type Doctor = Parameters<typeof renderDoctor>[0];
type Resource = Doctor['platformLoads'][number]['resources'][number];

const CORES: Resource = {
  resource: 'cores',
  isEnough: true,
  needed: 2,
  available: 2,
  unit: 'cores',
  finding: 'Enough.',
  hint: null,
};
const MEMORY: Resource = { ...CORES, resource: 'memory', needed: 1e9, available: 5e9, unit: 'bytes' };
const CLOCK: Resource = { ...CORES, resource: 'clock', needed: null, available: null, unit: '' };
const DOCTOR: Doctor = {
  kind: 'doctor',
  machine: { cores: 2, memoryBytes: 25e9, availableBytes: 5e9 },
  programs: [
    { name: 'k6', isUsable: true, finding: '2.2.0, /tools/k6 (built by set-up)', hint: null },
    { name: 'nginx', isUsable: false, finding: 'nginx was not found.', hint: 'Install it.' },
  ],
  platformLoads: [
    {
      platform: 'clinic',
      title: 'Clinic',
      isQuick: true,
      users: 500,
      ratePerSec: null,
      isEnough: true,
      resources: [
        CORES,
        MEMORY,
        { ...CLOCK, isEnough: null, finding: 'A timer was late.', hint: 'Look again.' },
      ],
    },
    {
      platform: 'clinic',
      title: 'Clinic',
      isQuick: false,
      users: 30_000,
      ratePerSec: 1060,
      isEnough: false,
      resources: [
        CORES,
        { ...MEMORY, needed: 12e9, isEnough: false, finding: 'Too little memory.', hint: 'Ask for less.' },
        { ...CLOCK, isEnough: false, finding: 'The clock was set.', hint: 'Wait.' },
      ],
    },
  ],
  largest: { users: 15_000, usersLimitedBy: 'open-files', ratePerSec: 4311, ratePerSecLimitedBy: 'cores' },
};

it('shows machine and programs, and what each load needs, what is short for it and how to mend that', () => {
  expect(renderDoctor(DOCTOR, { colour: false, columns: 80 })).toBe(`
  ✓ Machine  2 cores and 25 GB of memory usable, 5 GB available now
  ? Clock    A timer was late.
      Look again.
  ✓ k6       2.2.0, /tools/k6 (built by set-up)
  ✗ nginx    nginx was not found.
      Install it.

  ✓ clinic --quick  500 users                       needs 2 cores, 1 GB of memory
  ✗ clinic          30,000 users, 1,060 requests/s  needs 2 cores, 12 GB of memory
      Too little memory. Ask for less.
      The clock is not good enough: see above.

  To a system that runs elsewhere, this machine can offer about 15,000 users at
  once (limited by open files) or 4,311 requests/s (limited by cores).
  \`calibrate\` measures how accurate it is.

`);
});
