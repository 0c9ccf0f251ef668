import type { MachineState } from '../machine-state.ts';

/** A machine that will do for the full load of TVET Connect. */
export const MACHINE: MachineState = {
  cores: 2,
  memoryBytes: 25e9,
  availableBytes: 20e9,
  openFiles: 65_536,
  ports: 22_768,
  disks: {
    kept: { folder: '/runs', freeBytes: 100e9, device: 1 },
    work: { folder: '/work', freeBytes: 100e9, device: 2 },
  },
  clock: { source: 'tsc', movedMs: 0.02, latestTimerMs: 1.2 },
};
