import Type from 'typebox';

/** Sessions that ended because their users logged out. */
export const SessionsEnded = Type.Object(
  {
    count: Type.Integer({ minimum: 0 }),
    lastedMs: Type.Number({ minimum: 0, description: 'from log-in to log-out, summed' }),
  },
  { description: 'sessions whose users logged out' },
);
export type SessionsEnded = Type.Static<typeof SessionsEnded>;
