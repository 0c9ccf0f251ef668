import type { Fault } from '../model/fault.ts';
import type { Target } from '../model/target.ts';
import { withFaultsAndDefects } from './faults-and-defects.ts';
import type { Migration } from './migrate.ts';
import { SESSION_FAMILY_OF_OLD_RUNS, TARGETS_OF_OLD_RUNS } from './named-figures.ts';
import { withoutObjectStorage } from './old-topologies.ts';

/** The values in version 1 of factors that version 2 added. */
const FACTORS_OF_VERSION_1 = {
  weights: null,
  memoryCacheEntries: 10_000,
  memoryCacheTtlSec: 5,
  cacheTtlFactor: 1,
  redisMaxMemoryMb: 2048,
  redisNodes: 1,
  replicas: 0,
  pgbouncer: false,
  singleFlight: true,
  platform: {},
};

type OldFault = { kind: 'kill-server'; serverIndex: number; atMs: number; restoreAtMs: number };
type OldProfile = { loads: { phases: { fault?: OldFault }[] }[] };
type OldEvent = { kind: string; what: string };

/**
 * run.json. Version 2 has more factors, and supports systems that were not started here. Version 3 has a list of faults per
 * phase, and names the part of an event. In version 4 a fault can happen to any part, and what was planted is called a
 * defect. Version 4 also stores the targets, and the cache family of sessions. Version 5 has more factors again.
 */
export const RUN_VERSIONS: Migration = {
  currentVersion: 5,
  steps: {
    1: ({ topology, ...rest }) => ({
      ...rest,
      target: null,
      topology: { ...FACTORS_OF_VERSION_1, ...(topology as object) },
    }),
    2: ({ profile, events, ...rest }) => ({
      ...rest,
      profile: withFaultLists(profile as OldProfile),
      events: (events as OldEvent[]).map(withPart),
    }),
    3: (document) => ({
      ...withFaultsAndDefects(document),
      targets: targetsOf(document.profile as PlannedPhases),
      sessionFamily: SESSION_FAMILY_OF_OLD_RUNS,
    }),
    4: ({ topology, ...rest }) => ({
      ...rest,
      topology: topology === null ? null : withoutObjectStorage(topology as object),
    }),
  },
};

type PlannedPhases = { loads: { phases: { name: string }[] }[] };

/** The targets with a planned phase. The run of an arm has its own phases, so it is judged by none. */
function targetsOf({ loads }: PlannedPhases): Target[] {
  const planned = new Set(loads.flatMap(({ phases }) => phases.map(({ name }) => name)));
  return TARGETS_OF_OLD_RUNS.filter(({ phases }) => phases.some((name) => planned.has(name)));
}

function withFaultLists(profile: OldProfile) {
  return {
    ...profile,
    loads: profile.loads.map((load) => ({
      ...load,
      phases: load.phases.map(({ fault, ...phase }) => ({
        ...phase,
        ...(fault && { faults: [faultOf(fault)] }),
      })),
    })),
  };
}

function faultOf({ serverIndex, atMs, restoreAtMs }: OldFault): Fault {
  return { part: `server-${serverIndex + 1}`, action: 'kill', atMs, returnAtMs: restoreAtMs };
}

/** Version 2 had only events of servers, with texts that begin with the name: "server-2 killed with SIGKILL". */
function withPart(event: OldEvent) {
  const isOfServer = event.kind === 'server-killed' || event.kind === 'server-restored';
  return isOfServer ? { ...event, part: event.what.split(' ')[0] } : event;
}
