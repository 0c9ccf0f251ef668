import exec from 'k6/execution';
import { elapsedMs, scenario } from '../../../../scenarios/lib/clock.ts';
import { abortingOnError } from '../../../../scenarios/lib/iteration.ts';
import { send } from '../../../../scenarios/lib/measure.ts';
import { arrivalDueMs, think } from '../../../../scenarios/lib/pacing.ts';
import { type Random, seededRandom, seedOf } from '../../../../scenarios/lib/random.ts';
import { page, type Reader, readerAt, upload } from './requests.ts';

const UPLOADS = 0.1;

/** Open model: one request, of a page or an upload. */
export const arrival = abortingOnError(() => {
  const n = scenario().iterationInTest;
  const random = seededRandom(seedOf(`${__ENV.RANDOM_SEED} ${scenario().name}`), n);
  const reader = readerAt(random());
  if (random() < UPLOADS) sendUpload(reader, random, arrivalDueMs(n));
  else send(page(reader, random())[Math.floor(random() * 3)]!, arrivalDueMs(n));
});

let me: { reader: Reader; random: Random; endedMs: number } | null = null;

/** Closed model: think, then look at a page, or upload. */
export const user = abortingOnError(() => {
  if (!me) {
    const vu = exec.vu.idInTest;
    me = {
      reader: readerAt((vu - 1) / Number(__ENV.USERS)),
      random: seededRandom(seedOf(`${__ENV.RANDOM_SEED} ${scenario().name}`), vu),
      endedMs: elapsedMs(),
    };
  }
  const dueMs = think(me.endedMs, me.random());
  if (dueMs === null) return;
  if (me.random() < UPLOADS) sendUpload(me.reader, me.random, dueMs);
  else {
    const requests = page(me.reader, me.random());
    send(requests[0]!, dueMs);
    for (const request of requests.slice(1)) send(request, elapsedMs());
  }
  me.endedMs = elapsedMs();
});

function sendUpload(reader: Reader, random: Random, dueMs: number): void {
  const request = upload(reader, random());
  if (send(request, dueMs)) console.log(`ack ${request.acknowledges}`);
}
