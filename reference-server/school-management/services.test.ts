import { expect, it } from 'vitest';
import { PATHS_OF_SERVICE, SERVICES } from './documented.ts';
import { startSchoolApp } from './testing/school-app.ts';

/** The routes of a process of one kind. No request is sent, so nothing needs to listen at this address. */
async function routesOf(kind: string): Promise<string[]> {
  const { app, routes } = await startSchoolApp('postgres://nobody@127.0.0.1:1/none', { kind });
  await app.close();
  return routes;
}

/** As nginx chooses a location: the longest prefix of the path. */
function serviceBehindBalancer(path: string): string {
  const prefixes = SERVICES.flatMap((service) =>
    PATHS_OF_SERVICE[service].map((prefix) => ({ service, prefix })),
  );
  return prefixes
    .filter(({ prefix }) => path.startsWith(prefix))
    .reduce((one, other) => (other.prefix.length > one.prefix.length ? other : one)).service;
}

it('splits the same routes among the five services', async () => {
  const split = await Promise.all(SERVICES.map(routesOf));
  expect(split.flat().toSorted()).toEqual((await routesOf('server')).toSorted());
  await expect(routesOf('kitchen')).rejects.toThrow('SERVER_KIND');
});

it.each(SERVICES)('sends every route of the %s service to it', async (service) => {
  const routes = await routesOf(service);
  expect(routes).not.toEqual([]);
  const elsewhere = routes.filter((route) => serviceBehindBalancer(route.split(' ')[1]!) !== service);
  expect(elsewhere).toEqual([]);
});
