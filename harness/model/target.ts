import Type from 'typebox';
import { Indicator } from './indicator.ts';

export const Operator = Type.Union([
  Type.Literal('<'),
  Type.Literal('<='),
  Type.Literal('>'),
  Type.Literal('>='),
]);
export type Operator = Type.Static<typeof Operator>;

/** One promise of a design document, in a form that can be judged. Pure data in scenarios/<slug>/targets.ts, and stored with every run. */
export const Target = Type.Object({
  id: Type.String({ description: 'the id in the ledger, e.g. "tvet.p95"' }),
  statement: Type.String({ description: 'the promise in our words, one line' }),
  source: Type.Object({ document: Type.String(), section: Type.String() }),
  indicator: Indicator,
  operator: Operator,
  bound: Type.Number({ description: "in the indicator's unit: ms, requests/s, ratio, ..." }),
  phases: Type.Array(Type.String(), { description: 'the phases whose seconds feed it', minItems: 1 }),
});
export type Target = Type.Static<typeof Target>;
