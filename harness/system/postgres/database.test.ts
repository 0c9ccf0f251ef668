import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { reachingDatabase } from './database.ts';

const URL = 'postgres://app:secret@db.example:5432/tvet';

function databaseError(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('refused', 0, 'error'), { code });
}

describe('reachingDatabase', () => {
  it.each([
    ['a server that is shut down', databaseError('57P01')],
    ['a server without a free connection', databaseError('53300')],
    ['a connection that was cut', new Error('Connection terminated unexpectedly')],
    ['a server that is gone', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['a server that does not answer', new Error('Query read timeout')],
  ])('says which database cannot be reached: %s', async (_name, error) => {
    const failing = reachingDatabase(URL, () => Promise.reject(error));
    await expect(failing).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringMatching(/db\.example:5432\/tvet: /),
    });
    await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  });

  it.each([databaseError('42P01'), new Error('The data check "x" returned 2 rows, not one')])(
    'leaves alone errors that are not about the connection: %s',
    async (error) => {
      await expect(reachingDatabase(URL, () => Promise.reject(error))).rejects.toBe(error);
    },
  );
});
