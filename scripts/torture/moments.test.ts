import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Moment, Victim } from './kinds.ts';
import { hasCome } from './moments.ts';
import { type LoadName, planRound } from './plan.ts';

/** The progress output of a run, up to the point where it logs everyone in. */
const OUTPUT = `
    programs     looking for programs  about 1 min left
  ✓ programs     k6 2.2.0, PostgreSQL 18.4, Redis 7.0.15, nginx 1.22.1  55.1 ms
  ✓ stores       PostgreSQL and Redis are up  1.53 s
`;

let k6: Server;
let isPaused = true;
beforeAll(async () => {
  k6 = createServer((_request, response) => {
    response.end(JSON.stringify({ data: { attributes: { paused: isPaused } } }));
  });
  await new Promise<void>((resolve) => k6.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  k6.close();
});

const isNow = (moment: Moment, load: LoadName | null, processes: ReturnType<typeof processOf>[] = []) =>
  hasCome({ ...planRound(1, 1), moment, load }, { output: OUTPUT, processes });

function processOf(role: Victim, args: string[] = []) {
  return { pid: 1, parentPid: 1, args, env: {}, role };
}

describe('hasCome', () => {
  it('depends on the steps that are done', async () => {
    expect(await isNow('seeding', null)).toBe(true);
    expect(await isNow('starting servers', null)).toBe(false);
    expect(await isNow('verdict', null)).toBe(false);
  });

  it('begins with the guardian', async () => {
    expect(await isNow('set-up', null)).toBe(false);
    expect(await isNow('set-up', null, [processOf('guardian')])).toBe(true);
  });

  it('waits until the k6 of that load is released', async () => {
    const address = `127.0.0.1:${(k6.address() as AddressInfo).port}`;
    const acks = ['--console-output', '/r/k6/console-open-k6-1.log'];
    const running = [processOf('k6', ['k6', 'run', '--paused', '--address', address, ...acks])];
    expect(await isNow('judged phase', 'open', running)).toBe(false);
    isPaused = false;
    expect(await isNow('judged phase', 'open', running)).toBe(true);
    expect(await isNow('fault phase', 'fault', running)).toBe(false);
  });
});
