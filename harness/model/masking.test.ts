import { expect, it } from 'vitest';
import { masking } from './masking.ts';

it('hides secrets, however they are written', () => {
  const hide = masking(['p w/"1"', 'p w', 'ab', 'p w/"1" and more']);
  expect(hide('p w/"1" and more')).toBe('***');
  expect(hide('GET /a?key=p%20w%2F%221%22&b=p+w: {"key":"p w/\\"1\\""} ab')).toBe(
    'GET /a?key=***&b=***: {"key":"***"} ab',
  );
  expect(masking([])('p w')).toBe('p w');
});
