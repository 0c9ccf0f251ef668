import type { WorldHeader } from '../../harness/model/platform.ts';

/** The users of the seeded system and what they can do, as its seed has written them for this run. */
export const readWorld = <World extends WorldHeader>(): World => JSON.parse(open(__ENV.WORLD_FILE as string));
