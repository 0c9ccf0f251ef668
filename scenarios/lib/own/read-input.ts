/** What the harness has written for this k6 to read. Only while a scenario loads. */
export const readInput = <Input>(): Input => JSON.parse(open(__ENV.WORLD_FILE as string));
