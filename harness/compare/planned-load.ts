import { generatorProcessesFor, rampUpMs } from '../../scenarios/lib/closed-load.ts';
import type { ExperimentLoad } from '../model/experiment.ts';
import { levelsOf } from '../model/experiment-load.ts';
import type { PlannedLoad, PlannedPhase } from '../model/load.ts';
import type { ConnectionsPerUser } from '../model/platform.ts';

/** The load that every repetition of an experiment offers. */
export function plannedLoad(load: ExperimentLoad, connectionsPerUser: ConnectionsPerUser): PlannedLoad {
  switch (load.model) {
    case 'open':
      return openLoad(load);
    case 'closed':
      return closedLoad(load, connectionsPerUser);
    case 'staircase':
      return staircase(load, connectionsPerUser);
  }
}

type Load<Model extends ExperimentLoad['model']> = Extract<ExperimentLoad, { model: Model }>;

function openLoad({ ratePerSec, warmUpSec, steadySec }: Load<'open'>): PlannedLoad {
  return {
    name: 'open',
    load: { model: 'open', arrivalRatePerSec: ratePerSec },
    generatorProcesses: 1,
    phases: [
      { name: 'warm-up', kind: 'warm-up', durationMs: warmUpSec * 1000 },
      { name: 'steady', kind: 'steady', durationMs: steadySec * 1000 },
    ],
  };
}

function closedLoad(
  { users, thinkTimeMs, warmUpSec, steadySec }: Load<'closed'>,
  connectionsPerUser: ConnectionsPerUser,
): PlannedLoad {
  return {
    name: 'closed',
    load: { model: 'closed', users, thinkTimeMs },
    generatorProcesses: generatorProcessesFor(users, connectionsPerUser),
    phases: [
      { name: 'ramp-up', kind: 'ramp-up', durationMs: rampUpMs(users, { leastMs: 3_000 }) },
      { name: 'warm-up', kind: 'warm-up', durationMs: warmUpSec * 1000 },
      { name: 'steady', kind: 'steady', durationMs: steadySec * 1000 },
    ],
  };
}

/** The caches warm up at the lowest level. Each further level settles: users who have just come are met in the middle of their pauses. */
function staircase(load: Load<'staircase'>, connectionsPerUser: ConnectionsPerUser): PlannedLoad {
  const { carriedWhile, warmUpSec, settleSec, steadySec } = load;
  const levels = levelsOf(load);
  const top = levels.at(-1)!;
  const noun = load.offers === 'users' ? 'users' : 'arrivals a second';
  const phases = levels.flatMap((level, index): PlannedPhase[] => {
    const before = levels[index - 1];
    const settling = before === undefined ? 'warm-up' : `settling at ${level}`;
    const settlingSec = before === undefined ? warmUpSec : settleSec;
    return [
      ...(load.offers === 'users'
        ? [
            {
              name: `up to ${level}`,
              kind: 'ramp-up' as const,
              durationMs: rampUpMs(level - (before ?? 0), { leastMs: 1_000 }),
              level,
            },
          ]
        : []),
      { name: settling, kind: 'warm-up', durationMs: settlingSec * 1000, level },
      { name: `${level} ${noun}`, kind: 'steady', durationMs: steadySec * 1000, level },
    ];
  });
  return load.offers === 'users'
    ? {
        name: 'staircase',
        load: { model: 'closed', users: top, thinkTimeMs: load.thinkTimeMs },
        generatorProcesses: generatorProcessesFor(top, connectionsPerUser),
        carriedWhile,
        phases,
      }
    : {
        name: 'staircase',
        load: { model: 'open', arrivalRatePerSec: top },
        generatorProcesses: 1,
        carriedWhile,
        phases,
      };
}
