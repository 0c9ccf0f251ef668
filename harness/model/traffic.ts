import Type from 'typebox';
import type { FirstAnswer } from './first-answer.ts';
import { Scalar, System } from './route.ts';

/** Steps that a user takes in order: requests, and pages of several requests. */
export const Journey = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    weight: Type.Number({
      exclusiveMinimum: 0,
      description: 'how often the journey is chosen, relative to the others',
    }),
    steps: Type.Array(Type.String(), { minItems: 1, description: 'names of routes or pages' }),
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
    together: Type.Optional(
      Type.Array(Type.Array(Type.String(), { minItems: 2 }), {
        description: 'names of lists of the same length, of which the items at the same place are drawn',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Traffic = Type.Static<typeof Traffic>;

/** What k6 reads to load a system of one's own. It holds secrets, so it is readable by its owner only and deleted at the end of the run. */
export type LoadInput = {
  traffic: Traffic;
  /** the values of each user; empty: everyone is the same anonymous client */
  users: Record<string, Scalar>[];
  /** whether requests other than GET and HEAD may be sent */
  writes: boolean;
};

/**
 * What k6 reads to rehearse: each user sends the requests of each sequence, in order, until one is not answered correctly or lacks a value.
 * `draws`: names of lists of `values`; each sequence of each user draws one item of each, and of those in a group the items at the same place.
 */
export type Rehearsal = {
  system: System;
  users: Record<string, Scalar>[];
  sequences: string[][];
  draws?: string[][];
  values?: Record<string, Scalar[]>;
};

/** One request of a rehearsal, with what came back and the values that were captured from it. It counts in no figure. */
export type Rehearsed = {
  /** the places of the user and of the sequence, from 0 */
  user: number;
  sequence: number;
  route: string;
  answer: FirstAnswer;
  captured: Record<string, Scalar | null>;
};

/** What k6 writes while it rehearses, one object a line: each request, and at the end of a user's last sequence the place of that user. */
export type RehearsalLine = { request: Rehearsed } | { endOfUser: number };
