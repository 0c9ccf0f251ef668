import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DataCheckQuery } from '../model/data-check.ts';
import { ProofloadError } from '../model/errors.ts';
import type { DataCheck } from '../model/run.ts';
import { describeSqlFault, isSqlFault } from '../model/sql-fault.ts';
import { type Acknowledgement, acknowledgedIn } from './acknowledged-lines.ts';

export type AcknowledgementCheck = {
  databaseUrl: string;
  /** where the generator's `acks-*.ndjson` are */
  k6Folder: string;
  checks: readonly DataCheckQuery[];
};

/**
 * Runs every check without an acknowledged write, so that one that cannot work is found before the load and not after it.
 * @throws ProofloadError PLATFORM_SQL_INVALID
 */
export async function rehearseChecks(databaseUrl: string, checks: readonly DataCheckQuery[]): Promise<void> {
  const results = await runChecks(databaseUrl, checks, []);
  const wrong = results.find(({ lost, duplicated, found }) => lost + duplicated + found > 0);
  if (wrong) throw faulty(wrong.name, 'counts writes although none was acknowledged');
}

/**
 * Checks that every acknowledged write is in the database exactly once. Streams the acknowledgements in the generator's logs
 * into a temporary table of the run's database, in constant memory, and runs each check's SQL. Changes nothing.
 * @throws ProofloadError PLATFORM_SQL_INVALID
 */
export async function checkAcknowledgements({
  databaseUrl,
  k6Folder,
  checks,
}: AcknowledgementCheck): Promise<DataCheck[]> {
  return runChecks(databaseUrl, checks, copyLines(k6Folder));
}

async function runChecks(
  databaseUrl: string,
  checks: readonly DataCheckQuery[],
  acknowledged: Iterable<string> | AsyncIterable<string>,
): Promise<DataCheck[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'proofload-checks' });
  client.on('error', () => {}); // the current or next statement fails too
  await client.connect();
  try {
    await client.query(
      'CREATE TEMPORARY TABLE acknowledgement (kind text, subject text, object text, detail jsonb)',
    );
    await pipeline(
      Readable.from(acknowledged),
      client.query(copyFrom('COPY acknowledgement (kind, subject, object, detail) FROM STDIN')),
    );
    const results: DataCheck[] = [];
    for (const check of checks) results.push(await runCheck(client, check));
    return results;
  } finally {
    await client.end();
  }
}

async function runCheck(client: pg.Client, { name, kind, sql }: DataCheckQuery): Promise<DataCheck> {
  await client.query('DROP TABLE IF EXISTS pg_temp.acknowledged');
  await client.query('CREATE TEMPORARY TABLE acknowledged (subject text, object text, detail jsonb)');
  const inserted = await client.query(
    'INSERT INTO acknowledged SELECT DISTINCT subject, object, detail FROM acknowledgement WHERE kind = $1',
    [kind],
  );
  await client.query('ANALYZE acknowledged');
  const { rows } = await client
    .query<Record<'lost' | 'duplicated' | 'found', unknown>>(sql)
    .catch((error: unknown) => {
      throw isSqlFault(error)
        ? faulty(name, `is refused by PostgreSQL: ${describeSqlFault(error)}`, error)
        : error;
    });
  const [row] = rows;
  if (!row || rows.length > 1) throw faulty(name, `returned ${rows.length} rows, not one`);
  return {
    name,
    acknowledged: inserted.rowCount ?? 0,
    found: countOf(row.found, 'found', name),
    lost: countOf(row.lost, 'lost', name),
    duplicated: countOf(row.duplicated, 'duplicated', name),
  };
}

/** Parses a count; that of PostgreSQL's count(*) is text. */
function countOf(value: unknown, column: string, check: string): number {
  const count = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) {
    throw faulty(check, `returned no valid count in its column "${column}"`);
  }
  return count;
}

function faulty(check: string, what: string, cause?: unknown): ProofloadError {
  return new ProofloadError(
    'PLATFORM_SQL_INVALID',
    `The data check "${check}" ${what}.`,
    "Fix its SQL in the platform's folder below scenarios/.",
    { cause },
  );
}

/** Rows in COPY's text format. */
async function* copyLines(k6Folder: string): AsyncGenerator<string> {
  for await (const block of acknowledgedIn(k6Folder)) {
    const rows = block.map(rowOf).join('');
    if (rows !== '') yield rows;
  }
}

function rowOf({ kind, subject, object, ...detail }: Acknowledgement): string {
  return `${[kind, subject, object, JSON.stringify(detail)].map((text) => escapeForCopy(String(text))).join('\t')}\n`;
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapeForCopy(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char]!);
}
