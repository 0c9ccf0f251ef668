import Type from 'typebox';

/** What is measured, by name. harness/verdict computes each from a Summary. */
export const SliName = Type.Union([
  Type.Literal('responseTimeP95Ms'),
  Type.Literal('goodputPerSec'),
  Type.Literal('availability'),
  Type.Literal('concurrentUsers'),
  Type.Literal('queryTimeP95Ms'),
  Type.Literal('cacheHitRatio'),
]);
export type SliName = Type.Static<typeof SliName>;

export const Operator = Type.Union([
  Type.Literal('<'),
  Type.Literal('<='),
  Type.Literal('>'),
  Type.Literal('>='),
]);
export type Operator = Type.Static<typeof Operator>;

/** One promise of a design document, as it is held to. Pure data in scenarios/<slug>/targets.ts. */
export const Target = Type.Object({
  id: Type.String({ description: 'the id in the ledger, e.g. "tvet.p95"' }),
  statement: Type.String({ description: 'the promise in our words, one line' }),
  source: Type.Object({ document: Type.String(), section: Type.String() }),
  sli: SliName,
  operator: Operator,
  bound: Type.Number(),
  unit: Type.Union([
    Type.Literal('ms'),
    Type.Literal('requests/s'),
    Type.Literal('ratio'),
    Type.Literal('users'),
  ]),
  phases: Type.Array(Type.String(), { description: 'the phases whose seconds feed it', minItems: 1 }),
});
export type Target = Type.Static<typeof Target>;
