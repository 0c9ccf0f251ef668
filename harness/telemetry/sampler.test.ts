import { expect, it } from 'vitest';
import { increase } from './sampler.ts';

it.each([
  [5, 5, 0],
  [5, 12, 7],
  [12, 5, 5],
  [0, 3, 3],
])('from %d to %d a counter grew by %d', (before, now, grown) => expect(increase(before, now)).toBe(grown));
