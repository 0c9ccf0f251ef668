import type { WorldUser } from '../../../../harness/model/platform.ts';
import { blockRange, blocksOf } from '../../../../seed/generate/blocks.ts';
import { copyLine } from '../../../../seed/generate/copy-text.ts';
import type { SeedParameters, SeedPlan, TablePlan } from '../../../../seed/plan.ts';
import type { PlatformSeed } from '../../../../seed/platform-seed.ts';
import { BOOKS_PER_SHELF, COVER, caches, coverText } from '../../reference-server/toy/documented.ts';
import { encodeSession, sessionKey } from '../../reference-server/toy/session-record.ts';

const SQL_FOLDER = new URL('../../reference-server/toy/', import.meta.url);
const READERS_PER_SHELF = 10;
const PER_BLOCK = 100;

type Reader = WorldUser & { shelfId: number };

/** The size is the number of readers; every ten readers have a shelf of five books. */
export const seed: PlatformSeed<Reader> = {
  plan: ({ size, passwordHash }: SeedParameters): SeedPlan => ({
    platform: 'toy',
    today: '2026-01-15',
    tables: [readers(size, passwordHash), books(size)],
    emptyTables: ['reader_sessions', 'covers'],
    schemaFiles: [new URL('schema.sql', SQL_FOLDER)],
    indexesFile: new URL('indexes.sql', SQL_FOLDER),
  }),

  /** A cover of every book. */
  *files({ size }) {
    const bytes = Buffer.from(coverText());
    for (let book = 1; book <= bookCount(size); book++)
      yield { key: `books/${book}`, contentType: COVER.contentType, bytes };
  },

  sessions: {
    accountsTable: 'readers',
    table: { name: 'reader_sessions', columns: ['token_hash', 'user_id', 'expires_at'] },
    keyPrefix: sessionKey(''),
    lifetimeSec: caches.ttlSec.reader_session,
    row: ({ tokenHash, account, expiresAtMs }) => [
      tokenHash,
      account.userId,
      new Date(expiresAtMs).toISOString(),
    ],
    cached: ({ tokenHash, account, expiresAtMs }) => ({
      key: sessionKey(tokenHash),
      ttlSeconds: caches.ttlSec.reader_session,
      value: encodeSession({ ...account, expiresAtMs }),
    }),
  },

  world: ({ client, logIn }) => ({
    readers: (async function* () {
      const { rows } = await client.query<Reader>(
        `SELECT user_id AS "userId", 'reader' AS role, shelf_id AS "shelfId" FROM readers ORDER BY user_id`,
      );
      const tokens = await logIn(rows);
      yield rows.map(({ userId, shelfId }, index) => [userId, tokens[index]!, shelfId]);
    })(),
  }),
};

const bookCount = (readerCount: number) => Math.ceil(readerCount / READERS_PER_SHELF) * BOOKS_PER_SHELF;

function readers(size: number, passwordHash: string): TablePlan {
  return {
    name: 'readers',
    columns: ['user_id', 'shelf_id', 'password_hash'],
    blocks: blocksOf(size, PER_BLOCK),
    *rows(block) {
      for (const number of blockRange(block, PER_BLOCK, size)) {
        const userId = `r-${String(number + 1).padStart(6, '0')}`;
        yield copyLine([userId, 1 + Math.floor(number / READERS_PER_SHELF), passwordHash]);
      }
    },
  };
}

function books(size: number): TablePlan {
  const count = bookCount(size);
  return {
    name: 'books',
    columns: ['id', 'shelf_id', 'title'],
    blocks: blocksOf(count, PER_BLOCK),
    *rows(block) {
      for (const number of blockRange(block, PER_BLOCK, count))
        yield copyLine([number + 1, 1 + Math.floor(number / BOOKS_PER_SHELF), `Volume ${number + 1}`]);
    },
  };
}
