import { expect, it } from 'vitest';
import { reasonOf } from './connection-reason.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED ::1:1'), { code: 'ECONNREFUSED' });

it.each([
  [refused, 'connect ECONNREFUSED ::1:1'],
  [new AggregateError([refused]), 'connect ECONNREFUSED ::1:1'],
  [Object.assign(new Error(''), { code: 'ECONNRESET' }), 'ECONNRESET'],
  [
    new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
    'it asks for a password, and the URL has none',
  ],
  [
    new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string'),
    'it asks for a password, and the URL has none',
  ],
  ['gone', 'gone'],
])('%o', (cause, reason) => {
  expect(reasonOf(cause)).toBe(reason);
});
