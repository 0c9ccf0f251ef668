import { expect, it } from 'vitest';
import { describeSqlFault, isSqlFault } from './sql-fault.ts';

const withCode = (code: string) => Object.assign(new Error('refused'), { code });

it.each([
  ['0A000', 'an unsupported feature'],
  ['21000', 'more than one row from a subquery'],
  ['22P02', 'text that is no number'],
  ['23503', 'a violated foreign key'],
  ['42601', 'a syntax error'],
  ['42P01', 'an undefined table'],
])('%s, %s, is the fault of the statement', (code) => {
  expect(isSqlFault(withCode(code))).toBe(true);
});

it.each([
  ['42501', 'a missing right'],
  ['08006', 'a lost connection'],
  ['53100', 'a full disk'],
  ['57P01', 'a server that is shut down'],
  ['ECONNRESET', 'the network'],
])('%s, %s, is not', (code) => {
  expect(isSqlFault(withCode(code))).toBe(false);
});

it('an error without a code is not', () => {
  expect(isSqlFault(new Error('42601'))).toBe(false);
  expect(isSqlFault('42601')).toBe(false);
});

it('is described with the row or the place', () => {
  const violated = {
    message: 'insert violates a constraint',
    detail: 'Key (a)=(1) is not present in table "b".',
  };
  expect(describeSqlFault(Object.assign(withCode('23503'), violated))).toBe(
    'insert violates a constraint; Key (a)=(1) is not present in table "b"',
  );
  const copied = {
    message: 'invalid input syntax',
    where: 'COPY accounts, line 3, column age: "x"\nSQL function',
  };
  expect(describeSqlFault(Object.assign(withCode('22P02'), copied))).toBe(
    'invalid input syntax; COPY accounts, line 3, column age: "x"',
  );
  expect(describeSqlFault(withCode('42601'))).toBe('refused');
});
