import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServerSampler } from '../../../telemetry/prometheus.ts';
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

/** So many requests, some at a time; their statuses. */
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
  it('fails exactly the planned share, counts it, and begins anew when told', async () => {
    expect((await ask('failing', 200)).filter((status) => status === 503)).toHaveLength(2);
    expect(await record('failing')).toMatchObject({ requests: 200, failed: 2 });
    await fetch(`${url}/begin/failing`, { method: 'POST' });
    expect(await record('failing')).toMatchObject({ requests: 0, failed: 0, serviceTimesMs: [] });
  });

  it('shows the scraper of the harness exactly the planned hit ratio', async () => {
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

  it('takes never less than planned, and the time of the plan in order', async () => {
    const { serviceMs } = BEHAVIOURS.find(({ name }) => name === 'two-humped')!;
    await ask('two-humped', 40);
    const { serviceTimesMs } = await record('two-humped');
    const planned = Array.from({ length: 40 }, (_, n) => quantileOf(serviceMs, evenDraw(n)));
    const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
    for (const [i, plannedMs] of sorted(planned).entries()) {
      expect(sorted(serviceTimesMs)[i]!).toBeGreaterThanOrEqual(plannedMs);
    }
  });

  it('answers nothing while it stalls', async () => {
    const { everyMs, durationMs } = BEHAVIOURS.find(({ name }) => name === 'stalling')!.stall!;
    const beganMs = performance.now();
    while (performance.now() - beganMs < 1.1 * everyMs) await ask('stalling', 4, 4);
    const { endedAtMs, serviceTimesMs } = await record('stalling');
    // The longest silence is the stall; whoever waited through it waited nearly as long.
    const silences = endedAtMs.slice(1).map((ms, i) => ms - endedAtMs[i]!);
    expect(Math.max(...silences)).toBeGreaterThan(0.9 * durationMs);
    expect(Math.max(...serviceTimesMs)).toBeGreaterThan(0.9 * durationMs);
    expect(Math.min(...serviceTimesMs)).toBeGreaterThanOrEqual(5);
  });

  it('knows no other routes', async () => {
    for (const route of ['none', 'record/none', 'begin/failing']) {
      expect((await fetch(`${url}/${route}`)).status).toBe(404);
    }
  });
});
