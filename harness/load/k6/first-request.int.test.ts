import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findK6 } from '../../system/programs/programs.ts';
import { findFreePorts } from '../../system/supervision/ports.ts';
import { Supervisor } from '../../system/supervision/supervisor.ts';
import { bundleScenario } from './bundle.ts';
import { type FirstRequestOptions, sendFirstRequest } from './first-request.ts';
import { SMALL_WORLD } from './testing/small-world.ts';

const FIRST_REQUEST = join(import.meta.dirname, '../../../scenarios/tvet-connect/first-request.ts');
const CERTIFICATE_FILE = join(import.meta.dirname, 'testing/localhost.pem');
const CERTIFICATE = readFileSync(CERTIFICATE_FILE);

let shared: { k6: string; supervisor: Supervisor; bundleFile: string; folder: string };
let folder: string;
let seen: { url: string; address: string; headers: IncomingHttpHeaders }[];
const servers: (Server | TcpServer)[] = [];

beforeAll(async () => {
  const home = await mkdtemp(join(tmpdir(), 'proofload-first-'));
  const bundleFile = join(home, 'first-request.js');
  await bundleScenario(FIRST_REQUEST, bundleFile);
  const supervisor = await Supervisor.start({ logFile: join(home, 'guardian.log') });
  shared = { k6: (await findK6(process.env)).path, supervisor, bundleFile, folder: home };
});
afterAll(async () => {
  await shared.supervisor.stopAll();
  await rm(shared.folder, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(shared.folder, 'one-'));
  await writeFile(join(folder, 'world.json'), JSON.stringify(SMALL_WORLD));
  seen = [];
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server | TcpServer, host = '127.0.0.1'): Promise<number> {
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const keepSeen =
  (answer: RequestListener): RequestListener =>
  (request, response) => {
    seen.push({
      url: request.url!,
      address: request.socket.remoteAddress!,
      headers: request.headers,
    });
    answer(request, response);
  };

const serve = (answer: RequestListener, host?: string) => listen(createServer(keepSeen(answer)), host);

const send = (baseUrl: string, changes: Partial<FirstRequestOptions> = {}) =>
  sendFirstRequest({
    ...shared,
    folder,
    worldFile: join(folder, 'world.json'),
    baseUrl,
    signal: new AbortController().signal,
    ...changes,
  });

/** As the system answers a student who opens the app. */
const rightAnswer: RequestListener = ({ url }, response) => {
  const studentId = url!.split('/')[2];
  response.end(JSON.stringify({ studentId, lastSync: '2026-03-01', syncData: { unit: 1 } }));
};

describe('the first request', () => {
  it('is a single one, of a user of the world, from the address of the first user of a load', async () => {
    const port = await serve(rightAnswer);
    const { answer, from } = await send(`http://127.0.0.1:${port}`);
    expect(answer).toMatchObject({ outcome: 'correct', status: 200, body: '' });
    expect(seen).toHaveLength(1);
    const { url, headers, address } = seen[0]!;
    expect(url).toBe('/students/s-1/sync');
    expect(headers).toMatchObject({ authorization: 'Bearer token-1', 'user-agent': 'proofload' });
    expect([address, from]).toEqual(['127.1.0.1', '127.1.0.1']);
  });

  it('comes from the usual address if users have none of their own', async () => {
    const port = await serve(rightAnswer);
    const { from } = await send(`http://127.0.0.1:${port}`, { ownAddresses: false });
    expect([seen[0]!.address, from]).toEqual(['127.0.0.1', null]);
  });

  it('is sent by other users if one gets no correct answer: occasional failures are for the load to judge', async () => {
    const port = await serve((request, response) =>
      request.url!.includes('s-1') ? response.writeHead(503).end() : rightAnswer(request, response),
    );
    expect((await send(`http://127.0.0.1:${port}`)).answer.outcome).toBe('correct');
    expect(seen.map(({ url }) => url)).toEqual(['/students/s-1/sync', '/students/s-2/sync']);
  });

  it.each<[string, RequestListener, object]>([
    [
      'a redirect',
      (_, response) => response.writeHead(301, { location: 'https://elsewhere.test/app' }).end(),
      { status: 301, location: 'https://elsewhere.test/app' },
    ],
    [
      'a session that is not known',
      (_, response) => response.writeHead(401).end('{"error":{"code":"UNAUTHENTICATED"}}'),
      { outcome: 'status-401', body: '{"error":{"code":"UNAUTHENTICATED"}}' },
    ],
    [
      'a page for everything',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in</title>'),
      { outcome: 'content', status: 200, body: '<title>Sign in</title>' },
    ],
    [
      "somebody else's data",
      (_, response) => response.end('{"studentId":"s-9","lastSync":"2026-03-01","syncData":{"unit":1}}'),
      { outcome: 'content', status: 200 },
    ],
    [
      'a connection that is cut',
      (request) => request.socket.destroy(),
      { outcome: 'network', status: 0, error: 'EOF' },
    ],
    [
      'a limit for addresses that it does not know',
      ({ socket }, response) =>
        response.writeHead(socket.remoteAddress === '127.0.0.1' ? 200 : 403).end('who?'),
      { outcome: 'status-403', body: 'who?' },
    ],
  ])('reports %s', async (_, respond, expected) => {
    const port = await serve(respond);
    expect((await send(`http://127.0.0.1:${port}`)).answer).toMatchObject(expected);
  });

  it('does not find a server that listens only on ::1 at localhost, but at [::1]', async () => {
    const port = await serve(rightAnswer, '::1');
    expect((await send(`http://localhost:${port}`)).answer).toMatchObject({
      outcome: 'network',
      failure: 'refused',
    });
    const { answer, from } = await send(`http://[::1]:${port}`);
    expect([answer.outcome, from]).toEqual(['correct', null]);
  });

  it('trusts an authority that is named to k6, for the host name in its certificate', async () => {
    const options = { key: CERTIFICATE, cert: CERTIFICATE };
    const port = await listen(createTlsServer(options, keepSeen(rightAnswer)));
    expect((await send(`https://localhost:${port}`)).answer).toMatchObject({
      outcome: 'network',
      failure: 'certificate',
    });
    const certificates = { SSL_CERT_FILE: CERTIFICATE_FILE };
    expect((await send(`https://localhost:${port}`, { certificates })).answer.outcome).toBe('correct');
    expect((await send(`https://127.0.0.1:${port}`, { certificates })).answer).toMatchObject({
      failure: 'certificate',
    });
    expect(seen).toHaveLength(1);
  });

  it('reports a name that is not found, a port without a listener, and another protocol', async () => {
    const allowedHosts = ['no-such-host.invalid'];
    expect((await send('http://no-such-host.invalid', { allowedHosts })).answer.failure).toBe('name');
    const [free] = await findFreePorts(1);
    expect((await send(`http://127.0.0.1:${free}`)).answer.failure).toBe('refused');
    const plain = await serve(rightAnswer);
    expect((await send(`https://127.0.0.1:${plain}`)).answer.failure).toBe('tls');
  });

  it('leaves nothing running when it is interrupted while a system never answers', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    const ending = new AbortController();
    const sending = send(`http://127.0.0.1:${port}`, { signal: ending.signal });
    const [socket] = await once(server, 'connection');
    socket.on('error', () => {});
    // From the start: a connection that is reset is closed before the interruption is reported.
    const gone = new Promise((resolve) => socket.resume().once('close', resolve));
    ending.abort(new Error('enough'));
    await expect(sending).rejects.toThrow('enough');
    await gone;
  });

  it('says why k6 could not send it', async () => {
    const [cohort] = SMALL_WORLD.cohorts;
    const worldFile = join(folder, 'other.json');
    await writeFile(
      worldFile,
      JSON.stringify({ ...SMALL_WORLD, cohorts: [{ ...cohort, todaysClassIds: [] }] }),
    );
    await expect(send('http://127.0.0.1:1', { worldFile })).rejects.toMatchObject({
      code: 'GENERATOR_FAILED',
      message: expect.stringContaining('has no unit, class or open attendance session today'),
    });
    expect(await readdir(folder)).toContain('first-request.log');
  });
});
