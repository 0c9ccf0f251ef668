import Type from 'typebox';

const share = Type.Number({ minimum: 0, maximum: 1, description: 'of all requests' });

/** What would be sent to a system of one's own. */
export const DryRun = Type.Object({
  name: Type.String(),
  url: Type.String(),
  host: Type.Union([Type.Literal('loopback'), Type.Literal('own'), Type.Literal('not-listed')], {
    description:
      'whether a load may go there: this machine; a host that the config lists, and that is still to be confirmed; or another one',
  }),
  users: Type.Union(
    [
      Type.Object({
        count: Type.Integer(),
        logIn: Type.Union([Type.String(), Type.Null()], { description: 'method and path; null: none' }),
      }),
      Type.Null(),
    ],
    { description: 'null: everyone is the same anonymous client' },
  ),
  loads: Type.Array(Type.String(), { description: 'in words' }),
  requests: Type.Number({ description: 'about how many, all loads together' }),
  routes: Type.Array(
    Type.Object({
      name: Type.String(),
      method: Type.String(),
      path: Type.String(),
      share,
      headers: Type.Array(Type.String(), { description: 'names of headers, never their values' }),
    }),
  ),
  scenario: Type.Union([Type.String(), Type.Null()], {
    description:
      'a scenario in TypeScript that says what is sent, and may change all of the above; null: none does',
  }),
  variables: Type.Array(Type.Object({ name: Type.String(), isSet: Type.Boolean() }), {
    description: 'environment variables that it needs',
  }),
});
export type DryRun = Type.Static<typeof DryRun>;
