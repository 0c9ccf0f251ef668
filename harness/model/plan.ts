import Type from 'typebox';
import { Body, CaptureSource, Method, Scalar } from './route.ts';

const closed = { additionalProperties: false };

/**
 * Kinds of texts that can be made up. E-mail addresses, names of users and UUIDs differ from request to request; the others repeat after
 * a thousand.
 */
export const FAKE_KINDS = [
  'city',
  'company',
  'country',
  'date',
  'date-time',
  'email',
  'first-name',
  'full-name',
  'ip',
  'last-name',
  'paragraph',
  'password',
  'phone',
  'postcode',
  'sentence',
  'street',
  'time',
  'url',
  'user-name',
  'uuid',
  'word',
] as const;
export type FakeKind = (typeof FAKE_KINDS)[number];

/** Nobody sends longer texts in the fields of a request, and a list of a thousand of them has to fit into memory. */
export const MOST_TEXT_CHARACTERS = 5_000;

const lengths = {
  minLength: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MOST_TEXT_CHARACTERS, description: 'in characters' }),
  ),
  maxLength: Type.Optional(Type.Integer({ minimum: 1, description: 'in characters' })),
};
const steps = { description: 'only multiples of this number' };

/** What a value varies over. One is drawn at the beginning of each journey. */
export const PlanValue = Type.Union([
  Type.Object(
    {
      list: Type.Array(Scalar, { minItems: 1, description: 'one of these' }),
      with: Type.Optional(
        Type.String({
          description:
            'the name of another list of the operation, as long as this one: of both, the items at the same place are drawn',
        }),
      ),
    },
    closed,
  ),
  Type.Object(
    {
      integer: Type.Object(
        {
          min: Type.Integer(),
          max: Type.Integer(),
          multipleOf: Type.Optional(Type.Integer({ ...steps, minimum: 1 })),
        },
        closed,
      ),
    },
    { ...closed, description: 'a whole number; both bounds may be drawn' },
  ),
  Type.Object(
    {
      number: Type.Object(
        {
          min: Type.Number(),
          max: Type.Number(),
          multipleOf: Type.Optional(Type.Number({ ...steps, exclusiveMinimum: 0 })),
        },
        closed,
      ),
    },
    closed,
  ),
  Type.Object(
    { fake: Type.Enum([...FAKE_KINDS]), ...lengths },
    { ...closed, description: 'made up, from the random seed of the run' },
  ),
  Type.Object(
    {
      pattern: Type.String({
        minLength: 1,
        description: 'a regular expression without lookaround, backreferences and word boundaries',
      }),
      ...lengths,
    },
    { ...closed, description: 'a text that matches it, made up from the random seed of the run' },
  ),
]);
export type PlanValue = Type.Static<typeof PlanValue>;

const TEMPLATE = `"{name}" is one of the values, a capture, a column of the users file or a capture of the login; "{{" is a brace; "\${NAME}" is an environment variable`;

const status = Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.Literal('2xx')]);

/** One kind of request. */
export const PlanOperation = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'in every figure; unique in the plan' }),
    method: Method,
    path: Type.String({ pattern: '^/', description: `with its query; ${TEMPLATE}` }),
    weight: Type.Number({
      minimum: 0,
      description:
        'how often users send it by itself, relative to everything that has a weight; 0: only as a part of pages and journeys, and for its captures',
    }),
    status: Type.Optional({ ...status, description: 'of a correct response; left out: 200' }),
    headers: Type.Optional(Type.Record(Type.String(), Type.String(), { description: TEMPLATE })),
    body: Type.Optional(Body),
    cookies: Type.Optional(Type.Boolean({ description: 'send and keep cookies' })),
    redirects: Type.Optional(Type.Integer({ minimum: 1, description: 'how many are followed' })),
    values: Type.Optional(
      Type.Record(Type.String(), PlanValue, { description: 'what varies in it, by name' }),
    ),
    captures: Type.Optional(
      Type.Record(Type.String(), CaptureSource, {
        description:
          'values of its response that other operations send, by a name that is unique in the plan. An operation that sends "{name}" is preceded by this one, unless a journey says otherwise. Of a list ("items.#.id"), each user draws one item.',
      }),
    ),
  },
  closed,
);
export type PlanOperation = Type.Static<typeof PlanOperation>;

const composition = {
  name: Type.String({ minLength: 1 }),
  weight: Type.Number({ exclusiveMinimum: 0 }),
};

/** What does not take part, and why. */
export const LeftOut = Type.Object(
  {
    kind: Type.Union([Type.Literal('host'), Type.Literal('asset'), Type.Literal('operation')]),
    name: Type.String(),
    reason: Type.String(),
    count: Type.Optional(Type.Integer({ minimum: 1, description: 'requests of the recording' })),
  },
  closed,
);
export type LeftOut = Type.Static<typeof LeftOut>;

/** What is sent to a system of one's own, for people to edit: `plan.json`. What a user does next is drawn by weight. */
export const Plan = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    schemaVersion: Type.Literal(1),
    operations: Type.Array(PlanOperation, { minItems: 1 }),
    pages: Type.Optional(
      Type.Array(
        Type.Object(
          {
            ...composition,
            operations: Type.Array(Type.Array(Type.String(), { minItems: 1 }), {
              minItems: 1,
              description:
                'which a user waits for together: those of a group are sent in parallel, one group after the other',
            }),
          },
          closed,
        ),
      ),
    ),
    journeys: Type.Optional(
      Type.Array(
        Type.Object(
          {
            ...composition,
            operations: Type.Array(Type.String(), { minItems: 1, description: 'sent one after the other' }),
          },
          closed,
        ),
      ),
    ),
    leftOut: Type.Optional(Type.Array(LeftOut)),
  },
  closed,
);
export type Plan = Type.Static<typeof Plan>;
