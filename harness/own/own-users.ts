import { csvParseRows } from 'd3-dsv';
import { ProofloadError } from '../model/errors.ts';
import { formatCount } from '../model/format.ts';
import type { Scalar } from '../model/route.ts';

export type UserValues = Record<string, Scalar>;

/**
 * Reads the users of a CSV file (RFC 4180): the first line names the values, and every other line is one user. All values are texts.
 * @param where the file, for messages
 * @throws ProofloadError USERS_UNUSABLE
 */
export function parseUsers(text: string, where: string): UserValues[] {
  const [header = [], ...rows] = csvParseRows(text.replace(/^\uFEFF/, '')).filter(
    (row) => row.length > 1 || row[0]!.trim() !== '',
  );
  const names = header.map((name) => name.trim());
  if (names.length === 0) throw unusable(where, 'it is empty');
  if (names.includes('')) throw unusable(where, 'a column has no name in its first line');
  const braced = names.find((name) => /[{}]/.test(name));
  if (braced !== undefined) throw unusable(where, `the name of its column "${braced}" contains a brace`);
  if (names.includes('__proto__')) throw unusable(where, 'a column cannot be called "__proto__"');
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw unusable(where, `its first line names the column "${twice}" twice`);
  if (rows.length === 0) throw unusable(where, 'it has no users below its first line');
  const uneven = rows.findIndex((row) => row.length !== names.length);
  if (uneven >= 0)
    throw unusable(
      where,
      `user ${uneven + 1} has ${formatCount(rows[uneven]!.length, 'value')}, but there are ${formatCount(names.length, 'column')}`,
    );
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]!])));
}

export function unusable(where: string, reason: string, options?: { cause: unknown }): ProofloadError {
  return new ProofloadError(
    'USERS_UNUSABLE',
    `The users cannot be read from ${where}: ${reason}.`,
    'A users file is CSV: a line with the names of the columns, then one line for each user.',
    options,
  );
}
