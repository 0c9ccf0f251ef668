import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { from as copyFrom } from 'pg-copy-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabases, type TestDatabases } from '../../reference-server/testing/databases.ts';
import { onDatabase } from '../testing/databases.ts';
import { copyLine } from './copy-text.ts';

let databases: TestDatabases;

beforeAll(async () => {
  databases = await openTestDatabases();
});

afterAll(() => databases?.drop());

describe('COPY text', () => {
  it('delivers any text and any JSON to PostgreSQL unchanged', async () => {
    const databaseUrl = await databases.create();
    await onDatabase(databaseUrl, async (client) => {
      await client.query('CREATE TEMP TABLE sample (number int, text text, json jsonb)');
      // PostgreSQL stores no NUL, in text or in jsonb.
      const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'));
      const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('\\u0000'));
      const samples = fc.sample(fc.tuple(text, json), { numRuns: 500, seed: 1 });
      const lines = samples.map(([value, document], index) =>
        copyLine([index, value, JSON.stringify(document)]),
      );
      await pipeline([lines.join('')], client.query(copyFrom('COPY sample FROM STDIN')));
      const { rows } = await client.query('SELECT text, json = $1::jsonb IS NOT NULL AS ok FROM sample', [
        '1',
      ]);
      expect(rows.length).toBe(samples.length);
      for (const [index, [value, document]] of samples.entries()) {
        const { rows: found } = await client.query(
          'SELECT text = $2 AS "sameText", json = $3::jsonb AS "sameJson" FROM sample WHERE number = $1',
          [index, value, JSON.stringify(document)],
        );
        expect({ value, document, ...found[0] }).toEqual({ value, document, sameText: true, sameJson: true });
      }
    });
  });
});
