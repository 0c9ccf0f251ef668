import Type from 'typebox';

/**
 * What the backends that were busy with a statement were doing, summed over several samples within the second:
 * divided by `looks`, each is a mean number of backends.
 */
export const BackendActivity = Type.Object({
  looks: Type.Integer({ minimum: 1 }),
  running: Type.Integer({ minimum: 0, description: 'waiting for nothing but, at most, a CPU' }),
  lock: Type.Integer({ minimum: 0, description: "waiting for another transaction's lock" }),
  lightweightLock: Type.Integer({ minimum: 0, description: 'waiting for a lock within PostgreSQL' }),
  io: Type.Integer({ minimum: 0, description: 'waiting for a file to be read, written or flushed' }),
  other: Type.Integer({ minimum: 0 }),
});
export type BackendActivity = Type.Static<typeof BackendActivity>;
