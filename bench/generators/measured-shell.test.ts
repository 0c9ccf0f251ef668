import { expect, it } from 'vitest';
import { parseChildrenCpuSec } from './measured-shell.ts';

it('adds up user and system time of the children, not that of the process', () => {
  const stat =
    '4711 (a (b) c) S 1 4711 4711 0 -1 4194560 613 8210 0 0 7 3 250 120 20 0 1 0 8817 2625536 228 18446744073709551615';
  expect(parseChildrenCpuSec(stat)).toBe(3.7);
});
