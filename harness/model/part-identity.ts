import Type from 'typebox';
import type { TimelineSecond } from './timeline.ts';

/**
 * What distinguishes one incarnation of a part from the next: each value stays the same as long as the part runs undisturbed. A
 * part leaves out values that it cannot report.
 */
export const PartIdentity = Type.Object({
  instance: Type.String({ description: 'changes when the part is restarted' }),
  initialization: Type.Optional(
    Type.String({
      description:
        'changes when PostgreSQL reinitialises under the same postmaster, as it does when one of its processes crashes',
    }),
  ),
  workers: Type.Optional(
    Type.Array(Type.String(), { description: 'processes of the part that live as long as it does' }),
  ),
  role: Type.Optional(Type.Union([Type.Literal('primary'), Type.Literal('replica')])),
});
export type PartIdentity = Type.Static<typeof PartIdentity>;

/** The identities seen in a second, by the name of the part. */
export function identitiesOf({
  database,
  cache,
  servers,
  processes,
}: TimelineSecond): [string, PartIdentity][] {
  return [
    ...Object.entries(database?.identities ?? {}),
    ...Object.entries(cache?.identities ?? {}),
    ...[...servers, ...processes].flatMap(({ name, identity }): [string, PartIdentity][] =>
      identity ? [[name, identity]] : [],
    ),
  ];
}
