import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** nginx keeps lines back for up to a second (flush=1s in nginx-files.ts). */
const FLUSHED_AFTER_MS = 1_100;

/** Counts how the edge answered requests for files, by nginx's word for it: HIT, MISS, ... The file has one word a line. */
export async function readEdgeAnswers(filesLog: string): Promise<Record<string, number>> {
  await sleep(FLUSHED_AFTER_MS);
  const answers: Record<string, number> = {};
  for await (const word of createInterface({ input: createReadStream(filesLog) }))
    answers[word] = (answers[word] ?? 0) + 1;
  return answers;
}
