import {
  draw,
  eachArrival,
  eachTurn,
  seed,
  system,
  userNumber,
  visit,
} from '../../../../scenarios/lib/extension.ts';
import { readerAt, readerCount } from './readers.ts';
import { librarySystem } from './requests.ts';

const UPLOADS = 0.1;
const DOWNLOADS = 0.1;

system(librarySystem);

/** Open model: a reader visits a page, views a cover, or uploads one. */
export const arrival = eachArrival((n, dueMs) => {
  seed(n);
  act(Math.floor(draw() * readerCount), dueMs);
});

/** Closed model: a reader thinks, then does one of these. */
export const user = eachTurn((dueMs, isFirst) => {
  if (isFirst) seed(userNumber());
  act(Math.floor(((userNumber() - 1) * readerCount) / Number(__ENV.USERS)), dueMs);
}, draw);

function act(readerIndex: number, dueMs: number): void {
  const reader = readerAt(readerIndex);
  const what = draw();
  const page = what < UPLOADS ? 'upload' : what < UPLOADS + DOWNLOADS ? 'cover' : 'shelf';
  visit(page, reader, dueMs);
}
