import { isDeepStrictEqual } from 'node:util';
import type { InjectOptions } from 'fastify';
import { REQUESTS_BY_ROUTE, type RequestOfRoute, type Sender } from './requests-by-route.ts';
import type { Rows, TwoSchools } from './two-schools.ts';

const [OURS, THEIRS] = [1, 2];

/** What only rows of the other school hold: their texts, ids and keys. */
export const OF_THEIRS = /zebra|0002-|schools\/2|\b900[1-3]\b|\b9000[12]\b/i;

/** A server, and the object store behind it. */
export type Swept = {
  send(request: InjectOptions): Promise<{ statusCode: number; body: string }>;
  /** stores the bytes of a file under a key, as if a client had uploaded them */
  put(key: string): Promise<void>;
};

type About = NonNullable<RequestOfRoute['about']>;
type Content = ReturnType<About>;

/**
 * Sends every route's request as a user of one school, first about that school, which must succeed, then with every id from the other, one at
 * a time and all at once. The other school's users have read the same things just before, so whatever the server keeps of them could be found.
 * @returns one line for each row of the other school that was seen, counted or changed, and for each request about the own one that failed
 */
export async function sweep(schools: TwoSchools, { send, put }: Swept): Promise<string[]> {
  const [ours, theirs] = [await schools.rowsOf(OURS), await schools.rowsOf(THEIRS)];
  for (const { schoolId, pendingFileId } of [ours, theirs]) await put(`schools/${schoolId}/${pendingFileId}`);
  // Opened now, because the other school's state includes its sessions.
  const theirTokens: Record<Sender, string> = {
    head: await schools.tokenOf(theirs.head),
    teacher: await schools.tokenOf(theirs.teacher),
    student: await schools.tokenOf(theirs.student),
  };
  const before = await schools.stateOf(THEIRS);
  const breaches: string[] = [];

  function answer(route: string, token: string, content?: Content) {
    const [method, url] = route.split(' ') as ['GET', string];
    const { path, body } = content ?? { path: url };
    const headers = { authorization: `Bearer ${token}` };
    return send({ method, url: path, headers, ...(body && { payload: body }) });
  }

  for (const [route, { as, about, statusOfForeign = 404, shows }] of Object.entries(REQUESTS_BY_ROUTE)) {
    const requireShown = async ({ schoolId }: Rows, body: string) => {
      if (shows === undefined) return;
      const { rows } = await schools.db.query(shows, [schoolId]);
      if (!isDeepStrictEqual(JSON.parse(body), rows[0]))
        breaches.push(`${route}: not the numbers of school ${schoolId}`);
    };

    if (route.startsWith('GET ')) {
      const { statusCode, body } = await answer(route, theirTokens[as], about?.(theirs));
      if (statusCode >= 300) breaches.push(`${route}: ${statusCode} for the other school's own user`);
      await requireShown(theirs, body);
    }
    const own = await answer(route, await schools.tokenOf(ours[as]), about?.(ours));
    if (own.statusCode >= 300) breaches.push(`${route}: ${own.statusCode} for the own school`);
    if (OF_THEIRS.test(own.body)) breaches.push(`${route}: shows the other school without being asked`);
    await requireShown(ours, own.body);

    for (const content of about === undefined ? [] : foreignContents(about, ours, theirs)) {
      const foreign = await answer(route, await schools.tokenOf(ours[as]), content);
      if (foreign.statusCode !== statusOfForeign)
        breaches.push(`${route}: ${foreign.statusCode} for a row of the other school`);
      if (OF_THEIRS.test(foreign.body)) breaches.push(`${route}: shows a row of the other school`);
    }
  }
  const after = await schools.stateOf(THEIRS);
  for (const [table, state] of Object.entries(before))
    if (after[table] !== state) breaches.push(`${table}: rows of the other school were changed`);
  return breaches;
}

/** A route's requests that name the other school: by one id, the others being the own school's, and by all of them. None if it takes no ids. */
function foreignContents(about: About, ours: Rows, theirs: Rows): Content[] {
  const contents = new Map<string, Content>();
  const add = (content: Content) => contents.set(JSON.stringify(content), content);
  for (const [name, id] of Object.entries(theirs)) add(about({ ...ours, [name]: id }));
  add(about(theirs));
  contents.delete(JSON.stringify(about(ours)));
  return [...contents.values()];
}
