import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ProofloadError } from '../../model/errors.ts';

const run = promisify(execFile);

/** The user as which a program runs that refuses to run as root. */
export type Account = { uid: number; gid: number };

/**
 * An existing account without rights: PostgreSQL's own if there is one, else `nobody`. Null if we are not root: then our
 * own account will do.
 * @throws ProofloadError PART_NOT_READY if there is neither
 */
export async function accountWithoutRights(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch (error) {
      const exitCode = error instanceof Error && 'code' in error ? error.code : undefined;
      if (exitCode !== 1) throw error; // 1: there is no such account; anything else is not about accounts
    }
  }
  throw new ProofloadError(
    'PART_NOT_READY',
    'PostgreSQL and PgBouncer refuse to run as root, and there is neither an account "postgres" nor "nobody".',
    'Run as another user, or set DATABASE_URL to a running PostgreSQL.',
  );
}

/** Makes files and folders the account's own. Null: they are already. */
export async function giveTo(account: Account | null, ...paths: string[]): Promise<void> {
  if (account) await Promise.all(paths.map((path) => chown(path, account.uid, account.gid)));
}
