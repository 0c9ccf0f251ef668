import Type from 'typebox';
import { Scalar, System } from './route.ts';

/** Steps that a user takes in order, one request each. */
export const Journey = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    weight: Type.Number({
      exclusiveMinimum: 0,
      description: 'how often the journey is chosen, relative to the others',
    }),
    steps: Type.Array(Type.String(), { minItems: 1, description: 'keys of routes' }),
  },
  { additionalProperties: false },
);
export type Journey = Type.Static<typeof Journey>;

/**
 * Everything that is sent to a system of one's own: its requests, and the journeys in which users send them. An arrival of an open load
 * takes one journey from beginning to end; a user of a closed load takes one step a turn, and thinks before the next. A request that is
 * not answered correctly ends its journey. A journey begins with the values of its user (the columns of the users file and the captures of
 * the login) and a new draw from each list of `values`; captures add to these.
 */
export const Traffic = Type.Object(
  {
    ...System.properties,
    journeys: Type.Array(Journey, { minItems: 1 }),
    values: Type.Optional(
      Type.Record(Type.String(), Type.Array(Scalar, { minItems: 1 }), {
        description: 'lists of values by name; each journey draws one of each',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Traffic = Type.Static<typeof Traffic>;
