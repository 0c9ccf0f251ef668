/** Which process is hit. "several parts" and "everything" are many at once; "disk", "output" and "nobody" are not processes. */
export const VICTIMS = [
  'harness',
  'launcher',
  'guardian',
  'k6',
  'server-1',
  'server-2',
  'server-3',
  'nginx',
  'nginx worker',
  'postgres',
  'postgres backend',
  'postgres checkpointer',
  'redis',
  'several parts',
  'everything',
  'disk',
  'output',
  'nobody',
] as const;
export type Victim = (typeof VICTIMS)[number];

/** The parts that "several parts" is drawn from. */
export const PARTS = [
  'harness',
  'guardian',
  'k6',
  'server-1',
  'server-2',
  'server-3',
  'nginx',
  'postgres',
  'redis',
] as const satisfies readonly Victim[];

export const DEADLY = ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;
export type DeadlySignal = (typeof DEADLY)[number];

/** `pause`: SIGSTOP, then SIGCONT. `cut`: its connections are closed. `fill`: the disk is full. `close`: the output's reader is gone. */
export type Deed = DeadlySignal | 'pause' | 'cut' | 'fill' | 'close' | 'nothing';

/** The moments at which something is done, in the order of a run. */
export const MOMENTS = [
  'set-up',
  'seeding',
  'starting servers',
  'ramp-up',
  'judged phase',
  'fault phase',
  'closing checks',
  'verdict',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** From here on a run has measured something, and must be judged. */
export const LOAD_MOMENTS: readonly Moment[] = ['ramp-up', 'judged phase', 'fault phase'];

type Kind = { deeds: readonly Deed[]; moments: readonly Moment[] };

const WITH_STORES = MOMENTS.slice(1, 7);
const WITH_SERVERS = MOMENTS.slice(2, 7);
const SERVER: Kind = { deeds: ['SIGKILL', 'SIGTERM', 'SIGABRT', 'SIGSEGV', 'pause'], moments: WITH_SERVERS };

/** What can be done to each victim, and when the victim exists. */
export const KINDS: Record<Victim, Kind> = {
  harness: {
    deeds: ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGSEGV', 'SIGABRT', 'pause'],
    moments: MOMENTS,
  },
  launcher: { deeds: ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'pause'], moments: MOMENTS },
  guardian: { deeds: ['SIGKILL', 'SIGTERM', 'SIGABRT', 'pause'], moments: MOMENTS.slice(0, 7) },
  k6: { deeds: ['SIGKILL', 'SIGTERM', 'SIGABRT', 'SIGSEGV', 'pause'], moments: LOAD_MOMENTS },
  'server-1': SERVER,
  'server-2': SERVER,
  'server-3': SERVER,
  nginx: { deeds: ['SIGKILL', 'SIGTERM', 'SIGABRT', 'pause'], moments: WITH_SERVERS },
  'nginx worker': { deeds: ['SIGKILL', 'SIGSEGV', 'pause'], moments: LOAD_MOMENTS },
  postgres: { deeds: ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'pause'], moments: WITH_STORES },
  'postgres backend': {
    deeds: ['SIGKILL', 'SIGSEGV', 'SIGTERM', 'pause', 'cut'],
    moments: ['seeding', ...LOAD_MOMENTS],
  },
  'postgres checkpointer': { deeds: ['SIGKILL', 'SIGABRT'], moments: WITH_STORES },
  redis: { deeds: ['SIGKILL', 'SIGTERM', 'SIGSEGV', 'pause', 'cut'], moments: WITH_STORES },
  'several parts': { deeds: ['SIGKILL', 'pause'], moments: LOAD_MOMENTS },
  everything: { deeds: ['SIGKILL'], moments: MOMENTS },
  disk: { deeds: ['fill'], moments: MOMENTS },
  output: { deeds: ['close'], moments: MOMENTS },
  nobody: { deeds: ['nothing'], moments: ['verdict'] },
};
