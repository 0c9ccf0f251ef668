import Type from 'typebox';

const count = Type.Integer({ minimum: 0 });

/** The part of a query plan that shows how rows are found. */
export const PlanShape = Type.Object({
  nodes: Type.Array(Type.String(), {
    description: 'kinds of its nodes from the top, e.g. "Limit", "Index Scan"',
  }),
  indexes: Type.Array(Type.String(), { description: 'indexes that it uses' }),
});
export type PlanShape = Type.Static<typeof PlanShape>;

/** The plan of one statement in the system under test, and in its data set as documented, with all indexes. */
export const StatementPlan = Type.Object({
  statement: Type.String(),
  here: PlanShape,
  documented: PlanShape,
});
export type StatementPlan = Type.Static<typeof StatementPlan>;

/** What the system under test reported about itself after the load, while it was still running. */
export const SystemFacts = Type.Object({
  indexes: Type.Array(Type.String(), { description: 'indexes of the platform, except those of keys' }),
  documentedIndexes: Type.Array(Type.String(), { description: 'indexes of the data set it was copied from' }),
  plans: Type.Array(StatementPlan, {
    description: 'of the statements that were executed and can be planned without values',
  }),
  backends: Type.Array(Type.Integer(), {
    description: "process ids of PostgreSQL that serve the system's connections",
  }),
  bouncerBackends: Type.Union([Type.Array(Type.Integer()), Type.Null()], {
    description: 'those that belong to PgBouncer; null: there is no PgBouncer',
  }),
  replication: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.String(),
      replayLagMs: Type.Union([Type.Number(), Type.Null()], {
        description: 'null: it had nothing to replay',
      }),
    }),
  ),
  redisNodes: Type.Array(
    Type.Object({
      keys: count,
      maxMemoryBytes: count,
      valuesBytes: Type.Integer({
        minimum: 0,
        description: 'memory of the stored values, without overhead',
      }),
      isClusterNode: Type.Boolean(),
    }),
    {
      description: 'nodes that were started for this system',
    },
  ),
  cachedValues: Type.Array(
    Type.Object({
      family: Type.String({ description: 'what its key begins with, e.g. "dashboard"' }),
      sizeBytes: count,
      isCompressed: Type.Boolean(),
      ttlSec: Type.Number({ description: 'remaining time to live' }),
    }),
    { description: 'a sample' },
  ),
  storedObjects: Type.Optional(
    Type.Union([count, Type.Null()], { description: 'in the object store; null: there is none' }),
  ),
  edgeAnswers: Type.Optional(
    Type.Union([Type.Record(Type.String(), count), Type.Null()], {
      description:
        "how the edge answered requests for files, by nginx's cache status; null: it delivers none",
    }),
  ),
});
export type SystemFacts = Type.Static<typeof SystemFacts>;
