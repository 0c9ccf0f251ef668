import type { InjectOptions } from 'fastify';
import { REQUESTS_BY_ROUTE } from './requests-by-route.ts';
import type { Rows, TwoSchools } from './two-schools.ts';

const [OURS, THEIRS] = [1, 2];

/** What only rows of the other school hold: their texts, ids and keys. */
export const OF_THEIRS = /zebra|0002-|schools\/2|\b9001\b|\b90001\b/i;

/** A server, and the object store behind it. */
export type Swept = {
  send(request: InjectOptions): Promise<{ statusCode: number; body: string }>;
  /** stores the bytes of a file under a key, as if a client had uploaded them */
  put(key: string): Promise<void>;
};

/**
 * Sends every route's request as a user of one school, first about that school, which must succeed, then with every id from the other. The
 * other school's users have read the same things just before, so whatever the server keeps of them could be found.
 * @returns one line for each row of the other school that was seen or changed, and for each request about the own one that failed
 */
export async function sweep(schools: TwoSchools, { send, put }: Swept): Promise<string[]> {
  const [ours, theirs] = [await schools.rowsOf(OURS), await schools.rowsOf(THEIRS)];
  for (const { schoolId, pendingFileId } of [ours, theirs]) await put(`schools/${schoolId}/${pendingFileId}`);
  const before = await schools.stateOf(THEIRS);
  const breaches: string[] = [];

  async function answer(
    route: string,
    sender: Rows,
    about: Rows,
  ): Promise<{ statusCode: number; body: string }> {
    const { as, about: requestFor } = REQUESTS_BY_ROUTE[route]!;
    const [method, url] = route.split(' ') as ['GET', string];
    const { path, body } = requestFor?.(about) ?? { path: url };
    const authorization = `Bearer ${await schools.tokenOf(sender[as])}`;
    return send({ method, url: path, headers: { authorization }, ...(body && { payload: body }) });
  }

  for (const route of Object.keys(REQUESTS_BY_ROUTE)) {
    if (route.startsWith('GET ')) {
      const { statusCode } = await answer(route, theirs, theirs);
      if (statusCode >= 300) breaches.push(`${route}: ${statusCode} for the other school's own user`);
    }
    const own = await answer(route, ours, ours);
    if (own.statusCode >= 300) breaches.push(`${route}: ${own.statusCode} for the own school`);
    if (OF_THEIRS.test(own.body)) breaches.push(`${route}: shows the other school without being asked`);
    if (REQUESTS_BY_ROUTE[route]!.about === undefined || route === 'GET /dashboard/attendance/:day') continue;
    const foreign = await answer(route, ours, theirs);
    if (foreign.statusCode !== 404)
      breaches.push(`${route}: ${foreign.statusCode} for a row of the other school`);
    if (OF_THEIRS.test(foreign.body)) breaches.push(`${route}: shows a row of the other school`);
  }
  if ((await schools.stateOf(THEIRS)) !== before) breaches.push('rows of the other school were changed');
  return breaches;
}
