import Type from 'typebox';
import { LoadProfile } from './load.ts';

const share = Type.Number({ minimum: 0, maximum: 1, description: 'of all requests' });

/** A request with made-up values filled in. What only a run knows is a name: "{id}" a value of the user or a response, "${NAME}" a secret. */
export const ShownRequest = Type.Object({
  method: Type.String(),
  path: Type.String(),
  headers: Type.Record(Type.String(), Type.String()),
  body: Type.Union([Type.String(), Type.Null()], {
    description: 'its beginning, as a text; null: there is none',
  }),
});
export type ShownRequest = Type.Static<typeof ShownRequest>;

/** A target that a load is too small to show. */
export const TooFewRequests = Type.Object({
  target: Type.String({ description: 'its id' }),
  requestsNeeded: Type.Integer({ description: 'at least' }),
  requestsPlanned: Type.Integer({
    description: 'about how many the load sends while the target is judged, if users never wait',
  }),
});
export type TooFewRequests = Type.Static<typeof TooFewRequests>;

/** What would be sent to a system of one's own. */
export const DryRun = Type.Object({
  name: Type.String(),
  url: Type.String(),
  host: Type.Union([Type.Literal('loopback'), Type.Literal('own'), Type.Literal('not-listed')], {
    description:
      'whether a load may go there: this machine; a host that the config lists, and that is still to be confirmed; or another one',
  }),
  users: Type.Union([Type.Integer(), Type.Null()], {
    description: 'null: everyone is the same anonymous client',
  }),
  logIn: Type.Array(ShownRequest, { description: 'what each user sends before the load, in order' }),
  loads: LoadProfile.properties.loads,
  requests: Type.Number({ description: 'about how many, all loads together' }),
  tooSmallFor: Type.Array(TooFewRequests, {
    description:
      'targets that cannot pass with so few requests, even if each is answered correctly and in time',
  }),
  routes: Type.Array(
    Type.Object({
      name: Type.String(),
      method: Type.String(),
      path: Type.String(),
      share,
      headerNames: Type.Array(Type.String()),
      example: ShownRequest,
    }),
  ),
  scenario: Type.Union([Type.String(), Type.Null()], {
    description:
      'a scenario in TypeScript that says what is sent, and may change all of the above; null: none does',
  }),
  variables: Type.Array(Type.Object({ name: Type.String(), isSet: Type.Boolean() }), {
    description: 'environment variables that a run needs: for what is sent, and for metrics of the servers',
  }),
});
export type DryRun = Type.Static<typeof DryRun>;
