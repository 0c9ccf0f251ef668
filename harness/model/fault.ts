import Type from 'typebox';

const WHERE_AND_WHEN = {
  part: Type.String({ description: 'e.g. "server-1", "redis", "postgres-replica-1", "nginx"' }),
  atMs: Type.Integer({ minimum: 0, description: 'after the start of the phase' }),
  returnAtMs: Type.Integer({
    minimum: 0,
    description: 'after the start of the phase; beyond the end of the load: when the load has ended',
  }),
};

/**
 * A fault injected into one part at a moment of a phase, and undone later: at the latest when the load has ended. Something planted in a
 * server or store to see a verdict go red is not a fault but a defect: see `PlantedDefects`.
 */
export const Fault = Type.Union([
  Type.Object({
    ...WHERE_AND_WHEN,
    action: Type.Union(
      [Type.Literal('kill'), Type.Literal('stop'), Type.Literal('pause'), Type.Literal('refuse')],
      {
        description:
          'kill: SIGKILL, started again later; stop: asked to end, started again later; pause: SIGSTOP, continued later; refuse: connections are cut and new ones refused',
      },
    ),
  }),
  Type.Object({
    ...WHERE_AND_WHEN,
    action: Type.Literal('slow'),
    delayMs: Type.Number({ exclusiveMinimum: 0, description: 'delay added to everything it answers' }),
  }),
]);
export type Fault = Type.Static<typeof Fault>;
export type FaultAction = Fault['action'];

type FaultKind = {
  /** kind of the run's event when it begins */
  event: string;
  /** nothing can reach the part, not even telemetry, which bypasses gates */
  isAway: boolean;
  /** a new process does the part's work afterwards */
  comesBackAnew: boolean;
  /** the gate in front of the part causes it */
  needsGate: boolean;
};

export const FAULT_KINDS = {
  kill: { event: 'part-killed', isAway: true, comesBackAnew: true, needsGate: false },
  stop: { event: 'part-stopped', isAway: true, comesBackAnew: true, needsGate: false },
  pause: { event: 'part-paused', isAway: true, comesBackAnew: false, needsGate: false },
  refuse: { event: 'part-refusing', isAway: false, comesBackAnew: false, needsGate: true },
  slow: { event: 'part-slowed', isAway: false, comesBackAnew: false, needsGate: true },
} as const satisfies Record<FaultAction, FaultKind>;

/** Kind of the run's event when a part is back as it was before the fault. */
export const RESTORED = 'part-restored';

type EventLike = {
  kind: string;
  part?: string | undefined;
  atMs: number;
  sinceMs?: number | undefined;
};

/** A part under a fault. The moments are epoch milliseconds. */
export type FaultSpell = {
  part: string;
  action: FaultAction;
  /** when the command was given, e.g. to stop */
  toldMs: number;
  /** when it took effect, e.g. when the part had stopped */
  startMs: number;
  /** infinite if it never came back */
  endMs: number;
};

/** Which part was under which fault and when, from a run's events. */
export function faultSpellsOf(events: readonly EventLike[]): FaultSpell[] {
  const inOrder = events.toSorted((a, b) => a.atMs - b.atMs);
  return inOrder.flatMap(({ kind, part, atMs, sinceMs = atMs }, index) => {
    const action = actionOf(kind);
    if (action === null || part === undefined) return [];
    const restored = inOrder.slice(index + 1).find((later) => later.kind === RESTORED && later.part === part);
    const endMs = restored?.atMs ?? Number.POSITIVE_INFINITY;
    return [{ part, action, toldMs: sinceMs, startMs: atMs, endMs }];
  });
}

function actionOf(kind: string): FaultAction | null {
  const found = Object.entries(FAULT_KINDS).find(([, { event }]) => event === kind);
  return found ? (found[0] as FaultAction) : null;
}

/** The source of figures that falls silent without a part. The figures of a cache cluster cover all its nodes. */
export function sourceOfPart(part: string): string {
  if (part === 'postgres') return 'database';
  if (part === 'redis' || part.startsWith('redis-')) return 'cache';
  return part === 'nginx' ? 'balancer' : part;
}
