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
import { readerAt, readerCount } from './readers.ts';
import { librarySystem } from './requests.ts';

const UPLOADS = 0.1;

system(librarySystem);

/** Open model: a reader visits a page, or uploads a cover. */
export const arrival = eachArrival((n, dueMs) => {
  seed(n);
  act(Math.floor(draw() * readerCount), dueMs);
});

/** Closed model: a reader thinks, then visits a page or uploads a cover. */
export const user = eachTurn((dueMs, isFirst) => {
  if (isFirst) seed(userNumber());
  act(Math.floor(((userNumber() - 1) * readerCount) / Number(__ENV.USERS)), dueMs);
}, draw);

function act(readerIndex: number, dueMs: number): void {
  const reader = readerAt(readerIndex);
  if (draw() < UPLOADS) send('cover.upload', reader, dueMs);
  else visit('shelf', reader, dueMs);
}
