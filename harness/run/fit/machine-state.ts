import { setTimeout as sleep } from 'node:timers/promises';
import { openFileLimit } from '../../system/supervision/open-files.ts';
import { portsForParts } from '../../system/supervision/ports.ts';
import { diskFolder } from '../../system/supervision/work-folders.ts';
import { systemClock } from '../../telemetry/clock.ts';
import { type ClockQuality, watchClock } from '../../telemetry/clock-quality.ts';
import { readMachineLimits } from '../../telemetry/machine-limits.ts';
import { type Disk, diskOf } from '../disk-room.ts';

const CLOCK_WATCHED_MS = 500;

/** What this machine has to offer now. */
export type MachineState = {
  cores: number;
  memoryBytes: number;
  /** of memory */
  availableBytes: number;
  openFiles: number;
  /** for parts to listen on */
  ports: number;
  /** where runs are kept, and where they work */
  disks: { kept: Disk; work: Disk };
  clock: ClockQuality;
};

export async function machineState(runsFolder: string): Promise<MachineState> {
  const { cores, memoryBytes, availableBytes } = readMachineLimits();
  return {
    cores,
    memoryBytes,
    availableBytes,
    openFiles: await openFileLimit(),
    ports: portsForParts(),
    disks: { kept: await diskOf(runsFolder), work: await diskOf(diskFolder()) },
    clock: await watchClock(systemClock, sleep, { forMs: CLOCK_WATCHED_MS }),
  };
}
