import { expect, it } from 'vitest';
import { oncePerKeypress } from './launch.mjs';

it('treats the signals that the terminal and npm send for one Ctrl-C as one, and a second press as another', () => {
  const passedOn: string[] = [];
  let nowMs = 5_000;
  const forward = oncePerKeypress(
    (signal) => passedOn.push(signal),
    () => nowMs,
  );
  forward('SIGINT');
  nowMs += 4;
  forward('SIGINT');
  expect(passedOn).toEqual(['SIGINT']);
  nowMs += 400;
  forward('SIGINT');
  expect(passedOn).toEqual(['SIGINT', 'SIGINT']);
});
