import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { canReadStatements } from './statements-right.ts';

/** A client that PostgreSQL refuses with this code. */
function refusing(code: string): pg.Client {
  const error = Object.assign(new pg.DatabaseError('refused', 0, 'error'), { code });
  return { query: () => Promise.reject(error) } as unknown as pg.Client;
}

describe('canReadStatements', () => {
  it.each(['42P01', '55000'])(
    'is false when the extension is missing (%s), without a report',
    async (code) => {
      const told: unknown[] = [];
      expect(await canReadStatements(refusing(code), (error) => told.push(error))).toBe(false);
      expect(told).toEqual([]);
    },
  );

  it('is false when the right to it is missing, and reports that', async () => {
    const told: unknown[] = [];
    expect(await canReadStatements(refusing('42501'), (error) => told.push(error))).toBe(false);
    expect(told).toMatchObject([{ code: '42501' }]);
  });

  it.each(['57014', '53200'])(
    'rejects when the query itself failed for another reason (%s)',
    async (code) => {
      await expect(canReadStatements(refusing(code), () => {})).rejects.toMatchObject({ code });
    },
  );
});
