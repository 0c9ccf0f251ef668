import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServerSampler } from '../../telemetry/prometheus.ts';
import { BEHAVIOURS } from '../behaviours.ts';
import { quantileOf } from '../distribution.ts';
import { evenDraw } from '../even-draws.ts';
import type { ServedRecord } from './record.ts';
import { createKnownServer } from './server.ts';

let server: Server;
let url: string;

beforeAll(async () => {
  server = createKnownServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Sends `count` requests, `atATime` at once, and returns their statuses. */
async function ask(route: string, count: number, atATime = 20): Promise<number[]> {
  const statuses: number[] = [];
  for (let asked = 0; asked < count; asked += atATime) {
    const answers = Array.from({ length: Math.min(atATime, count - asked) }, async () => {
      const response = await fetch(`${url}/${route}`);
      await response.text();
      return response.status;
    });
    statuses.push(...(await Promise.all(answers)));
  }
  return statuses;
}

const record = async (route: string) =>
  (await (await fetch(`${url}/record/${route}`)).json()) as ServedRecord;

describe('the known server', () => {
  it('fails exactly the planned share, counts it, and starts over on request', async () => {
    expect((await ask('failing', 200)).filter((status) => status === 503)).toHaveLength(2);
    expect(await record('failing')).toMatchObject({ requests: 200, failed: 2 });
    await fetch(`${url}/begin/failing`, { method: 'POST' });
    expect(await record('failing')).toMatchObject({ requests: 0, failed: 0, serviceTimesMs: [] });
  });

  it("gives the harness's scraper exactly the planned hit ratio", async () => {
    const servers = [{ name: 'known', url, metricsToken: '' }];
    const sampler = createServerSampler({ servers: () => servers });
    await ask('caching', 1); // a series that has not been seen yet counts from zero
    await fetch(`${url}/begin/caching`, { method: 'POST' });
    await sampler.sample();
    await ask('caching', 100);
    const [seen] = (await sampler.sample())!;
    expect(seen!.cacheLookups.caching).toEqual({ hit: 83, miss: 17, error: 0 });
    expect(seen!.requests).toBe(100);
  });

  it('never takes less than planned, and takes the planned times in order', async () => {
    const { serviceMs } = BEHAVIOURS.find(({ name }) => name === 'two-humped')!;
    await ask('two-humped', 40);
    const { serviceTimesMs } = await record('two-humped');
    const planned = Array.from({ length: 40 }, (_, n) => quantileOf(serviceMs, evenDraw(n)));
    const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
    for (const [i, plannedMs] of sorted(planned).entries()) {
      expect(sorted(serviceTimesMs)[i]!).toBeGreaterThanOrEqual(plannedMs);
    }
  });

  it('answers at the end of a stall what became ready during it', async () => {
    const { serviceMs, stall } = BEHAVIOURS.find(({ name }) => name === 'stalling')!;
    const { everyMs, durationMs } = stall!;
    const plannedMs = quantileOf(serviceMs, 0.5);
    // Checks the server's own record, in which its plan holds however late this process or the machine asks.
    const stalled = async () => {
      await ask('stalling', 4, 4);
      const { endedAtMs, serviceTimesMs } = await record('stalling');
      const endedMs = endedAtMs.map((epochMs) => epochMs - performance.timeOrigin);
      const answers = endedMs.map((ended, n) => ({ ended, ready: ended - serviceTimesMs[n]! + plannedMs }));
      return answers.filter(({ ready }) => ready % everyMs < durationMs);
    };
    let seen = await stalled();
    while (seen.length < 4) seen = await stalled();
    for (const { ended, ready } of seen) {
      const stallEnd = ready - (ready % everyMs) + durationMs;
      expect(ended).toBeGreaterThanOrEqual(stallEnd - 0.001); // an epoch in milliseconds has only so many digits
    }
    const { serviceTimesMs } = await record('stalling');
    expect(Math.min(...serviceTimesMs)).toBeGreaterThanOrEqual(plannedMs);
  });

  it('knows no other routes', async () => {
    for (const route of ['none', 'record/none', 'begin/failing']) {
      expect((await fetch(`${url}/${route}`)).status).toBe(404);
    }
  });
});
