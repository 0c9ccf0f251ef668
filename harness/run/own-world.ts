import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refusalOf } from '../load/first-answer.ts';
import type { K6Client } from '../load/k6/client.ts';
import { rehearse } from '../load/k6/rehearse.ts';
import { ProofloadError } from '../model/errors.ts';
import { formatCount } from '../model/format.ts';
import type { Route } from '../model/route.ts';
import type { LoadInput, Rehearsed } from '../model/traffic.ts';
import { writingTo } from '../store/disk.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import type { OnProgress } from './progress.ts';

/** What a load of a system of one's own needs: what is sent, and how users log in. */
export type OwnWorld = {
  input: LoadInput;
  /** sent once for each user before the load; its captures are then values of that user. Left out: nobody logs in */
  logIn?: Route;
  /** how many users can be alive at once; null: everyone is the same client, so as many as wanted */
  userCount: number | null;
};

export type MakeWorldOptions = Omit<K6Client, 'worldFile'> & {
  supervisor: Supervisor;
  signal: AbortSignal;
  onProgress: OnProgress;
};

const LOG_IN = 'log in';

/**
 * Logs every user in and writes the file that k6 reads. It holds secrets: only its owner can read it, and it goes when the run ends.
 * @returns its path
 * @throws ProofloadError LOGIN_FAILED, and those of k6
 */
export async function makeOwnWorld(
  { input, logIn }: OwnWorld,
  { onProgress, ...client }: MakeWorldOptions,
): Promise<string> {
  const privateFolder = await client.supervisor.makeWorkFolder();
  let { users } = input;
  if (logIn) {
    onProgress({ kind: 'begin', step: 'sessions', label: `logging ${formatCount(users.length, 'user')} in` });
    const rehearsal = { system: { routes: { [LOG_IN]: logIn } }, users, sequences: [[LOG_IN]] };
    const all = await rehearse({ ...client, rehearsal, privateFolder, task: 'log the users in' });
    users = users.map((user, place) => ({ ...user, ...sessionOf(all[place], place, client) }));
    onProgress({ kind: 'end', step: 'sessions', detail: `${formatCount(users.length, 'user')} logged in` });
  }
  const worldFile = join(privateFolder, 'world.json');
  await writingTo(worldFile, () =>
    writeFile(worldFile, JSON.stringify({ ...input, users } satisfies LoadInput), { mode: 0o600 }),
  );
  return worldFile;
}

function sessionOf(
  rehearsed: Rehearsed | undefined,
  place: number,
  { baseUrl }: Pick<K6Client, 'baseUrl'>,
): LoadInput['users'][number] {
  const failed = (sentence: string, hint: string) => new ProofloadError('LOGIN_FAILED', sentence, hint);
  const who = `User ${place + 1}`;
  if (!rehearsed) throw failed(`${who} did not get to log in.`, 'Try it with fewer users.');
  const refusal = refusalOf(rehearsed.answer, baseUrl, null);
  if (refusal) throw failed(`${who} could not log in. ${refusal.sentence}`, refusal.hint);
  const session: LoadInput['users'][number] = {};
  for (const [name, value] of Object.entries(rehearsed.captured)) {
    if (value === null)
      throw failed(
        `${who} logged in, but the response holds no value for the capture "${name}".`,
        'Check users.logIn.captures: a path in the JSON body, { header }, { cookie } or { after, before }.',
      );
    session[name] = value;
  }
  return session;
}
