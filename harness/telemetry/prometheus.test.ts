import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServerSampler, readMetrics, type ScrapedServer } from './prometheus.ts';

let http: Server;
let url: string;
/** The count that /metrics shows; null: no response at all. */
let requests: number | null;
/** start time of the answering process, in epoch seconds; null: not reported */
let startedSec: number | null;
let tokens: (string | undefined)[];
let problems: string[];
let paths: (string | undefined)[];

beforeEach(async () => {
  requests = 100;
  startedSec = null;
  tokens = [];
  problems = [];
  paths = [];
  http = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    paths.push(request.url);
    if (requests === null) return;
    if (request.headers.authorization !== 'Bearer secret') response.statusCode = 401;
    const started = startedSec === null ? '' : `process_start_time_seconds ${startedSec}\n`;
    response.end(`http_requests_total{status="200"} ${requests}\n${started}`);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

it('does not follow a redirect to a host that nobody has named', async () => {
  const leading = createServer((_, response) =>
    response.writeHead(302, { location: `${url}/metrics` }).end(),
  );
  await new Promise<void>((resolve) => leading.listen(0, '127.0.0.1', resolve));
  const { port } = leading.address() as AddressInfo;
  await expect(
    readMetrics({ url: `http://127.0.0.1:${port}`, metricsToken: 'secret' }, 10_000),
  ).rejects.toThrow('GET /metrics answered 302');
  expect(paths).toEqual([]);
  await new Promise((resolve) => leading.close(resolve));
});

function sampler(servers: ScrapedServer[], timeoutMs = 10_000) {
  return createServerSampler({ servers: () => servers, timeoutMs, onProblem: (name) => problems.push(name) });
}

const server = (name: string, metricsToken = 'secret'): ScrapedServer => ({ name, url, metricsToken });

describe('createServerSampler', () => {
  it('reports nothing the first time, and then the increases', async () => {
    const { sample } = sampler([server('server-1'), server('server-2')]);
    expect(await sample()).toEqual([]);
    requests = 130;
    expect((await sample())?.map(({ name, requests }) => [name, requests])).toEqual([
      ['server-1', 30],
      ['server-2', 30],
    ]);
    requests = 135;
    expect((await sample())?.map((second) => second.requests)).toEqual([5, 5]);
    expect(new Set(tokens)).toEqual(new Set(['Bearer secret']));
  });

  it('scrapes a server below a path', async () => {
    const { sample } = sampler([server('server-1'), { ...server('server-2'), url: `${url}/api/v1` }]);
    await sample();
    expect(paths.sort()).toEqual(['/api/v1/metrics', '/metrics']);
  });

  it('leaves out a server that does not answer in time, without losing its counts', async () => {
    const { sample } = sampler([server('server-1')], 200);
    await sample();
    requests = null;
    expect(await sample()).toEqual([]);
    expect(problems).toEqual(['server-1']);
    requests = 150;
    await expect.poll(async () => (await sample())?.map((second) => second.requests)).toEqual([50]);
  });

  it('leaves out a server that refuses or does not exist, and keeps the others', async () => {
    const gone = { name: 'server-3', url: 'http://127.0.0.1:1', metricsToken: 'secret' };
    const { sample } = sampler([server('server-1'), server('server-2', 'wrong'), gone]);
    await sample();
    requests = 101;
    expect((await sample())?.map(({ name }) => name)).toEqual(['server-1']);
    expect(new Set(problems)).toEqual(new Set(['server-2', 'server-3']));
  });

  it('identifies a server by its process start time, and gives no identity without one', async () => {
    const { sample } = sampler([server('server-1')]);
    const identity = async () => (await sample())?.[0]?.identity;
    await sample();
    expect(await identity()).toBeUndefined();
    startedSec = 1700.25;
    expect(await identity()).toEqual({ instance: '1700.25' });
    startedSec = 1800;
    expect(await identity()).toEqual({ instance: '1800' });
  });

  it('gives no identity once an older process has answered after a younger one', async () => {
    const { sample } = sampler([server('server-1')]);
    const identity = async () => (await sample())?.[0]?.identity;
    startedSec = 1700;
    await sample();
    expect(await identity()).toEqual({ instance: '1700' });
    startedSec = 1700.5;
    expect(await identity()).toEqual({ instance: '1700.5' });
    startedSec = 1700;
    expect(await identity()).toBeUndefined();
    startedSec = 1700.5;
    expect(await identity()).toBeUndefined();
  });
});
