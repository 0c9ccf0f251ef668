import { generatorNeedsBytes, mostConnectionsWithin, VUS_PER_ARRIVAL_PER_SEC } from '../../load/plan.ts';
import { requireRoom } from '../../load/room.ts';
import { ProofloadError } from '../../model/errors.ts';
import { formatBytes, formatCores, formatCount, formatMeasure, formatNumber } from '../../model/format.ts';
import type { ResourceFit } from '../../model/load-fit.ts';
import {
  MAX_CLOCK_STEP_MS,
  MAX_MACHINE_CPU_UTILIZATION,
  MAX_START_DELAY_P99_MS,
} from '../../verdict/limits.ts';
import { requireFree, roomsNeeded } from '../disk-room.ts';
import { OTHER_FILES, requireFiles } from '../files-needed.ts';
import { GENERATOR_CPU_SEC_PER_REQUEST, type LoadNeeds } from './load-needs.ts';
import type { MachineState } from './machine-state.ts';

/** Sources of time that take microseconds to read, or tick too rarely. */
const SLOW_CLOCKS = ['hpet', 'acpi_pm', 'jiffies', 'refined-jiffies'];

/** Whether each resource of this machine will do for a load, and how to mend what will not. */
export function resourceFits(needs: LoadNeeds, machine: MachineState): ResourceFit[] {
  const ofLoad = [coresFit, memoryFit, filesFit, portsFit, diskFit];
  return [...ofLoad.map((fitOf) => fitOf(needs, machine)), clockFit(machine)];
}

function coresFit(
  { cores: needed, isSystemIncluded }: LoadNeeds,
  { cores: available }: MachineState,
): ResourceFit {
  const isEnough = available >= needed;
  return {
    resource: 'cores',
    isEnough,
    needed,
    available,
    unit: 'cores',
    finding: `About ${formatCores(needed)} of ${formatNumber(available)} are needed, ${isSystemIncluded ? 'for generator and system together' : 'for the generator; a system on this machine needs more'}.`,
    hint: isEnough
      ? null
      : 'Lower --rate and --users, or use a machine or a container with more cores. It is an estimate: the verdict says whether CPU was short.',
  };
}

function memoryFit({ loads, besideBytes }: LoadNeeds, { availableBytes }: MachineState): ResourceFit {
  const needed = besideBytes + Math.max(...loads.map(generatorNeedsBytes));
  return {
    resource: 'memory',
    ...enoughUnless(() => requireRoom(loads, besideBytes, availableBytes), {
      finding: `About ${formatBytes(needed)} of the ${formatBytes(availableBytes)} that are available are needed.`,
    }),
    needed,
    available: availableBytes,
    unit: 'bytes',
  };
}

function filesFit({ files }: LoadNeeds, { openFiles }: MachineState): ResourceFit {
  return {
    resource: 'open-files',
    ...enoughUnless(() => requireFiles(files, openFiles), {
      finding: `${formatCount(files.files, 'open file')} in ${files.part} are needed, ${formatNumber(openFiles)} are allowed.`,
    }),
    needed: files.files,
    available: Number.isFinite(openFiles) ? openFiles : null,
    unit: 'files',
  };
}

function portsFit(
  { ports: needed, isSystemIncluded }: LoadNeeds,
  { ports: available }: MachineState,
): ResourceFit {
  const isEnough = available >= needed;
  return {
    resource: 'ports',
    isEnough,
    needed,
    available,
    unit: 'ports',
    finding: `At most ${formatCount(needed, 'port')} of ${formatNumber(available)} are needed${isSystemIncluded ? '; each user has an address of its own' : ', besides those of its connections'}.`,
    hint: isEnough
      ? null
      : "Let outgoing connections begin higher, so that a restarted server gets its port back: sysctl net.ipv4.ip_local_port_range='32768 60999'",
  };
}

/** The place that is fuller, by the share of its free space that is needed. */
function diskFit({ disk }: LoadNeeds, { disks }: MachineState): ResourceFit {
  const [tightest] = roomsNeeded(disk, disks).sort(
    (a, b) => b.neededBytes / b.freeBytes - a.neededBytes / a.freeBytes,
  );
  const { place, freeBytes, neededBytes } = tightest!;
  return {
    resource: 'disk',
    ...enoughUnless(() => requireFree(tightest!), {
      finding: `About ${formatBytes(neededBytes)} of the ${formatBytes(freeBytes)} that are free in ${place} are needed.`,
    }),
    needed: neededBytes,
    available: freeBytes,
    unit: 'bytes',
  };
}

function clockFit({ clock: { source, movedMs, latestTimerMs } }: MachineState): ResourceFit {
  const of = (isEnough: boolean | null, finding: string, hint: string | null): ResourceFit => ({
    resource: 'clock',
    isEnough,
    needed: null,
    available: null,
    unit: '',
    finding,
    hint,
  });
  if (movedMs > MAX_CLOCK_STEP_MS)
    return of(
      false,
      `The clock was set by ${formatMeasure(movedMs, 'ms')} while it was watched.`,
      'Let the time service correct it slowly (chrony: no makestep after the start), and wait until it agrees.',
    );
  if (source !== null && SLOW_CLOCKS.includes(source))
    return of(
      false,
      `The kernel reads the time from ${source}, which is slow.`,
      'Boot with a faster source, like clocksource=tsc, or use another kind of virtual machine.',
    );
  // The same machine may be idle when a run begins, so this is a doubt and no refusal.
  if (latestTimerMs > MAX_START_DELAY_P99_MS)
    return of(
      null,
      `A timer fired ${formatMeasure(latestTimerMs, 'ms')} late while it was watched: requests would start late.`,
      'Stop whatever else uses this machine, and run doctor again.',
    );
  const seen = `moved by ${formatMeasure(movedMs, 'ms')}, timers at most ${formatMeasure(latestTimerMs, 'ms')} late`;
  return source === null
    ? of(null, `Source not known; ${seen}.`, null)
    : of(true, `Source ${source}; ${seen}.`, null);
}

function enoughUnless(
  require: () => void,
  { finding }: { finding: string },
): Pick<ResourceFit, 'isEnough' | 'finding' | 'hint'> {
  try {
    require();
    return { isEnough: true, finding, hint: null };
  } catch (error) {
    if (!(error instanceof ProofloadError)) throw error;
    return { isEnough: false, finding: error.message, hint: error.hint };
  }
}

export type LargestLoad = {
  users: number;
  usersLimitedBy: ResourceFit['resource'];
  ratePerSec: number;
  ratePerSecLimitedBy: ResourceFit['resource'];
};

/** About the most that this machine can offer to a system that runs elsewhere, with one generator. */
export function largestLoad({ cores, availableBytes, openFiles }: MachineState): LargestLoad {
  const connections = [
    { most: mostConnectionsWithin(availableBytes), by: 'memory' },
    { most: openFiles - OTHER_FILES, by: 'open-files' },
  ] as const;
  const rates = [
    ...connections.map(({ most, by }) => ({ most: most / VUS_PER_ARRIVAL_PER_SEC, by })),
    { most: (cores * MAX_MACHINE_CPU_UTILIZATION) / GENERATOR_CPU_SEC_PER_REQUEST, by: 'cores' as const },
  ];
  const [users, rate] = [least(connections), least(rates)];
  return {
    users: users.most,
    usersLimitedBy: users.by,
    ratePerSec: rate.most,
    ratePerSecLimitedBy: rate.by,
  };
}

function least<By>(limits: readonly { most: number; by: By }[]): { most: number; by: By } {
  const { most, by } = limits.reduce((lowest, each) => (each.most < lowest.most ? each : lowest));
  return { most: Math.max(0, Math.floor(most)), by };
}
