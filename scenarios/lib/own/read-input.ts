/** k6's own. Declared here, so that what imports the scenario library needs no types of k6. */
declare const __ENV: Readonly<Record<string, string | undefined>>;
declare function open(path: string): string;

/** What the harness has written for this k6 to read. Only while a scenario loads. */
export const readInput = <Input>(): Input => JSON.parse(open(__ENV.WORLD_FILE as string));
