import Type from 'typebox';
import { Indicator } from './indicator.ts';
import { Operator } from './target.ts';

const closed = { additionalProperties: false };

/** What is measured: an indicator of the catalogue by its id, e.g. "responseTimeP95Ms", or one that is written out. */
export const BudgetMeasure = Type.Union([Type.String({ minLength: 1 }), Indicator]);
export type BudgetMeasure = Type.Static<typeof BudgetMeasure>;

const id = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'unique in the file; also the name of its test',
});

/** A bound of one figure. Beyond `error` the gate fails; beyond `warn` it passes with a warning. At least one of the two. */
export const BudgetTarget = Type.Object(
  {
    id,
    statement: Type.Optional(Type.String({ description: 'the promise in one line, for reports' })),
    measure: BudgetMeasure,
    operator: Operator,
    error: Type.Optional(Type.Number({ description: "in the measure's unit: ms, requests/s, ratio, ..." })),
    warn: Type.Optional(Type.Number()),
    phases: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        description: 'the phases whose seconds feed it; left out: every steady phase',
      }),
    ),
  },
  closed,
);
export type BudgetTarget = Type.Static<typeof BudgetTarget>;

/** How much worse a figure may become. A change is beyond it if it is larger than each of the two that is stated. */
export const ChangeBound = Type.Object(
  {
    relative: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: "share of the base's figure: 0.1 is 10%" }),
    ),
    absolute: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: "in the measure's unit" })),
  },
  { ...closed, minProperties: 1 },
);
export type ChangeBound = Type.Static<typeof ChangeBound>;

/** A figure that must not become worse than that of the base by more than a bound. At least one of the two bounds. */
export const BudgetChange = Type.Object(
  { id, measure: BudgetMeasure, error: Type.Optional(ChangeBound), warn: Type.Optional(ChangeBound) },
  closed,
);
export type BudgetChange = Type.Static<typeof BudgetChange>;

/** A budget file: what `proofload gate` judges. */
export const Budget = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    schemaVersion: Type.Literal(1),
    targets: Type.Optional(
      Type.Array(BudgetTarget, {
        description: 'bounds of a run; left out: the targets that the run was made for',
      }),
    ),
    changes: Type.Optional(
      Type.Array(BudgetChange, {
        description:
          'bounds of the change from base to head; left out: response time, correct share and goodput',
      }),
    ),
  },
  closed,
);
export type Budget = Type.Static<typeof Budget>;
