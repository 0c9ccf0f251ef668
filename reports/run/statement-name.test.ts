import { expect, it } from 'vitest';
import { statementName } from './statement-name.ts';

it.each([
  ['the comment at its end', `SELECT ${'a, '.repeat(30)}b FROM t /* sync_read */`, 'sync_read'],
  ['its beginning', `SELECT ${'a, '.repeat(30)}b FROM t`, 'SELECT a, a, a, a, a, a, a, a, a, a, a, a, …'],
  ['itself, if it is short', 'SELECT 1 /* one */', 'SELECT 1 /* one */'],
])('the name of a statement is %s', (_, statement, name) => {
  expect(statementName(statement)).toBe(name);
});
