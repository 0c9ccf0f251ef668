import {
  draw,
  eachArrival,
  eachTurn,
  seed,
  send,
  system,
  userNumber,
  visit,
} from '../../../../scenarios/lib/extension.ts';
import { librarySystem, readerAt, readerCount } from './requests.ts';

const UPLOADS = 0.1;

system(librarySystem);

/** Open model: a reader who looks at a page, or uploads. */
export const arrival = eachArrival((n, dueMs) => {
  seed(n);
  act(Math.floor(draw() * readerCount), dueMs);
});

/** Closed model: think, then look at a page, or upload. */
export const user = eachTurn((dueMs, isFirst) => {
  if (isFirst) seed(userNumber());
  act(Math.floor(((userNumber() - 1) * readerCount) / Number(__ENV.USERS)), dueMs);
}, draw);

function act(readerIndex: number, dueMs: number): void {
  const reader = readerAt(readerIndex);
  if (draw() < UPLOADS) send('cover.upload', reader, dueMs);
  else visit('shelf', reader, dueMs);
}
