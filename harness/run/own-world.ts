import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedSystem, refusalOf } from '../load/first-answer.ts';
import type { K6Client } from '../load/k6/client.ts';
import { type RehearseOptions, rehearse } from '../load/k6/rehearse.ts';
import { ProofloadError } from '../model/errors.ts';
import { formatCount } from '../model/format.ts';
import { masking } from '../model/masking.ts';
import type { Route } from '../model/route.ts';
import type { LoadInput, Rehearsed } from '../model/traffic.ts';
import { writingTo } from '../store/disk.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import type { OnProgress } from './progress.ts';

/** What a load of a system of one's own needs: what is sent, and how users log in. */
export type OwnWorld = {
  input: LoadInput;
  /** sent once for each user before the load, one after the other; their captures are then values of that user. Empty: nobody logs in */
  logIn: readonly Route[];
  /** how many users can be alive at once; null: everyone is the same client, so as many as wanted */
  userCount: number | null;
  /** values of environment variables that were filled in; left out: none was */
  secrets?: readonly string[];
};

export type MakeWorldOptions = Omit<K6Client, 'worldFile'> & {
  supervisor: Supervisor;
  signal: AbortSignal;
  onProgress: OnProgress;
};

/** How a user's own system is named in hints. */
export const OWN_SYSTEM: NamedSystem = {
  address: 'its url',
  notLetIn:
    'Check what the request is sent with: token, headers and users of the config, or --header; and the environment variables that they refer to.',
};

/**
 * Logs every user in and writes the file that k6 reads. It holds secrets: only its owner can read it, and it goes when the run ends.
 * @returns its path, and what hides its secrets in a text
 * @throws ProofloadError LOGIN_FAILED, and those of k6
 */
export async function makeOwnWorld(
  { input, logIn, secrets = [] }: OwnWorld,
  { onProgress, ...client }: MakeWorldOptions,
): Promise<{ worldFile: string; hide: (text: string) => string }> {
  const privateFolder = await client.supervisor.makeWorkFolder();
  let { users } = input;
  if (logIn.length > 0) {
    onProgress({ kind: 'begin', step: 'sessions', label: `logging ${formatCount(users.length, 'user')} in` });
    users = await loggedIn(users, logIn, secrets, { ...client, privateFolder });
    onProgress({ kind: 'end', step: 'sessions', detail: `${formatCount(users.length, 'user')} logged in` });
  }
  const worldFile = join(privateFolder, 'world.json');
  await writingTo(worldFile, () =>
    writeFile(worldFile, JSON.stringify({ ...input, users } satisfies LoadInput), { mode: 0o600 }),
  );
  return { worldFile, hide: masking([...secrets, ...users.flatMap(textsOf)]) };
}

function textsOf(user: Users[number]): string[] {
  return Object.values(user).map(String);
}

type Users = LoadInput['users'];

/**
 * Logs users in, each of them with the same requests.
 * @param secrets what no message may say besides the values of the user
 * @returns the users, with what their logins captured
 * @throws ProofloadError LOGIN_FAILED, and those of k6
 */
export async function loggedIn(
  users: Users,
  logIn: readonly Route[],
  secrets: readonly string[],
  client: Omit<RehearseOptions, 'rehearsal' | 'task'>,
): Promise<Users> {
  const routes = Object.fromEntries(logIn.map((route, at) => [`log in ${at + 1}`, route]));
  const rehearsal = { system: { routes }, users, sequences: [Object.keys(routes)] };
  const rehearsed = await rehearse({ ...client, rehearsal, task: 'log the users in' });
  const byUser = Map.groupBy(rehearsed, ({ user }) => user);
  return users.map((user, place) => {
    const requests = byUser.get(place) ?? [];
    const captured = requests.flatMap((each) => Object.values(each.captured)).map(String);
    const hide = (text: string) => masking([...secrets, ...textsOf(user), ...captured])(text);
    return { ...user, ...sessionOf(requests, place, client.baseUrl, hide) };
  });
}

/** @param requests that a user sent to log in, in order, up to the first that was not answered correctly */
function sessionOf(
  requests: readonly Rehearsed[],
  place: number,
  baseUrl: string,
  hide: (text: string) => string,
): Users[number] {
  const failed = (sentence: string, hint: string) => new ProofloadError('LOGIN_FAILED', sentence, hint);
  const who = `User ${place + 1}`;
  const last = requests.at(-1);
  if (!last) throw failed(`${who} did not get to log in.`, 'Try it with fewer users.');
  const refusal = refusalOf(last.answer, baseUrl, null, { ...OWN_SYSTEM, hide });
  if (refusal) throw failed(`${who} could not log in. ${refusal.sentence}`, refusal.hint);
  const session: Users[number] = {};
  for (const [name, value] of requests.flatMap(({ captured }) => Object.entries(captured))) {
    if (value === null)
      throw failed(
        `${who} logged in, but the response holds no value for the capture "${name}".`,
        'Check users.logIn.captures: a path in the JSON body, { header }, { cookie } or { after, before }.',
      );
    session[name] = value;
  }
  return session;
}
