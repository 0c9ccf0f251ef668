import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import { EXIT } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import { harText } from '../project/plan/testing/recording.ts';
import { findK6 } from '../system/programs/programs.ts';
import { printedObject } from './testing/printed.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const RECORDED = 'https://shop.example';
const API_TOKEN = 'tk-q8Wn3Kf92LmVx0PbTz';

/** A shop with a form to log in, whose token and session differ for everyone, and an API for one token. */
function shop(): Server {
  let count = 0;
  const random = () => `r${(count++).toString().padStart(4, '0')}Kf92LmVx0PbTz`;
  const forms = new Map<string, string>();
  const users = new Map<string, string>();
  const carts = new Map<string, string>();
  const cartOf = (user: string) => {
    const cart = carts.get(user) ?? randomUUID();
    carts.set(user, cart);
    return cart;
  };
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://shop');
    const sent = (request.headers.cookie ?? '')
      .split('; ')
      .map((each) => each.split('=') as [string, string]);
    const { sid = '' } = Object.fromEntries(sent);
    const answer = (status: number, body: unknown, headers = {}) =>
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    if (pathname === '/login' && request.method === 'GET') {
      const [form, csrf] = [random(), random()];
      forms.set(form, csrf);
      return answer(200, `<form><input name="csrf" value="${csrf}"></form>`, { 'set-cookie': `sid=${form}` });
    }
    if (pathname === '/login') {
      const fields = new URLSearchParams(await text(request));
      const isRight =
        forms.get(sid) === fields.get('csrf') && fields.get('password') === `pw of ${fields.get('email')}`;
      if (!isRight) return answer(403, {});
      const session = random();
      users.set(session, fields.get('email')!);
      return answer(303, '', { 'set-cookie': `sid=${session}`, location: '/account' });
    }
    const isApi = request.headers.authorization === `Bearer ${API_TOKEN}`;
    const user = isApi ? 'the API' : users.get(sid);
    if (!user) return answer(401, {});
    if (pathname === '/account') return answer(200, { user, cartId: cartOf(user), shopId: 555_123 });
    if (pathname === '/items')
      return answer(200, { items: [101_001, 101_002, 101_003].map((id) => ({ id })) });
    if (/^\/items\/10100[123]$/.test(pathname)) return answer(200, { title: 'Shirt' });
    if (pathname === `/carts/${cartOf(user)}`) return answer(200, { lines: [] });
    if (pathname === '/shops/555123') return answer(200, { opens: '08:00' });
    answer(404, {});
  });
}

let server: Server;
let url: string;
let folder: string;
beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-init-test-'));
  server = shop();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

type Ended = { code: unknown; stdout: string; stderr: string };

function proofload(args: string[], env: Record<string, string> = {}, cwd = folder): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, ...args],
      { cwd, env: { ...process.env, ...env } },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

async function planIn(project: string): Promise<Plan> {
  return JSON.parse(await readFile(join(folder, project, 'plan.json'), 'utf8')) as Plan;
}

describe('a project from a recording', () => {
  const session = 'recordedKf92LmVx0PbTz';
  const headers = { cookie: `sid=${session}` };
  const password = 'correct horse 7 battery';
  const csrf = 'c5RfToKen9Xb2Qm4Zt81';
  const cart = '7f1c2d3e-9a8b-4c5d-8e7f-0a1b2c3d4e5f';
  const account = { user: 'eve@example.org', cartId: cart, shopId: 555_123 };
  const har = () =>
    harText([
      {
        url: `${RECORDED}/login`,
        body: `<form><input name="csrf" value="${csrf}"></form>`,
        responseHeaders: { 'set-cookie': 'sid=beforeKf92LmVx0PbTz' },
      },
      {
        url: `${RECORDED}/login`,
        form: { csrf, email: 'eve@example.org', password },
        status: 303,
        redirectUrl: '/account',
        responseHeaders: { 'set-cookie': `sid=${session}` },
      },
      { url: `${RECORDED}/account`, headers, body: account },
      { url: `${RECORDED}/account`, headers, body: account },
      { url: `${RECORDED}/items`, headers, body: { items: [{ id: 101_001 }, { id: 101_002 }] } },
      { url: `${RECORDED}/items/101001`, headers, body: { title: 'Shirt' } },
      { url: `${RECORDED}/items/101002`, headers, body: { title: 'Hat' } },
      { url: `${RECORDED}/carts/${cart}`, headers, body: {} },
      { url: `${RECORDED}/shops/555123`, headers, body: { opens: '08:00' } },
      { url: `${RECORDED}/gone`, headers, body: {} },
      { url: 'https://stats.example/collect?user=eve', body: {} },
    ]);

  it('sends as each of its users what both of them could send', async () => {
    await writeFile(join(folder, 'shop.har'), har());
    await writeFile(
      join(folder, 'users.csv'),
      'email,password\nada@x.test,pw of ada@x.test\nbob@x.test,pw of bob@x.test\n',
    );
    const ended = await proofload([
      'init',
      'shop.har',
      '--url',
      url,
      '--users-file',
      'users.csv',
      '--folder',
      'shop',
    ]);
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining(`to ${url}`) });
    expect(ended.stdout).toMatch(/GET \/items\/\{itemId\} +200/);
    expect(ended.stdout).toMatch(/- GET \/gone: it was answered 404\n/);
    expect(ended.stdout).toContain('- host stats.example: it is another host than the system');

    const { operations } = await planIn('shop');
    const paths = operations.map(({ path }) => path);
    expect(paths).toContain('/shops/555123'); // both users got this value, so it is a constant
    expect(paths.find((path) => path.startsWith('/carts/'))).toMatch(/^\/carts\/\{[^}]+\}$/);
    const captures = operations.flatMap((each) => Object.values(each.captures ?? {}));
    expect(captures.toSorted()).toEqual(['cartId', 'items.#.id']);

    const names = await readdir(join(folder, 'shop'), { recursive: true });
    const texts = await Promise.all(
      names
        .filter((name) => /\.\w+$/.test(name) && !name.endsWith('.github'))
        .map((name) => readFile(join(folder, 'shop', name), 'utf8')),
    );
    for (const secret of [session, password, csrf, cart]) expect(texts.join()).not.toContain(secret);

    const dryRun = await proofload(['verify', '--dry-run', '--json'], {}, join(folder, 'shop'));
    expect(printedObject(dryRun.stdout)).toMatchObject({
      kind: 'dry-run',
      dryRun: {
        url,
        users: 2,
        logIn: [{ method: 'GET' }, { method: 'POST', path: '/login' }],
        variables: [],
      },
    });
  });
});

describe('a recording with a secret that cannot be taken out', () => {
  it('becomes nothing, and the secret is not repeated', async () => {
    const secret = 'customers';
    await writeFile(
      join(folder, 'left.har'),
      harText([
        { url: `${RECORDED}/customers`, body: {} },
        { url: `${RECORDED}/login`, form: { email: 'a@example.org', password: secret }, body: {} },
      ]),
    );
    const before = await readdir(folder, { recursive: true });
    const ended = await proofload(['init', 'left.har', '--url', url, '--folder', 'left', '--json']);
    expect([ended.code, JSON.parse(ended.stdout).error.code]).toEqual([EXIT.usage, 'SECRET_LEFT']);
    expect((ended.stdout + ended.stderr).replaceAll('left.har', '')).not.toContain(secret);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });
});

describe('a project from a description', () => {
  const description = {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    paths: Object.fromEntries(
      ['/items', '/gone'].map((path) => [path, { get: { responses: { 200: { description: 'ok' } } } }]),
    ),
  };
  const init = (name: string, env: Record<string, string> = {}, ...more: string[]) =>
    proofload(['init', 'api.json', '--url', url, '--folder', name, '--json', ...more], env);
  beforeAll(() => writeFile(join(folder, 'api.json'), JSON.stringify(description)));

  it('sends what was answered, with a token that is written nowhere', async () => {
    const { code, stdout } = await init('api', { SECRET_BEARER_TOKEN: API_TOKEN });
    expect([code, printedObject(stdout)]).toMatchObject([
      0,
      {
        project: {
          writtenFiles: expect.arrayContaining(['plan.json', 'proofload.config.ts']),
          replaced: [],
          operations: [{ name: 'GET /items', statuses: [200], captures: [] }],
          leftOut: [{ name: 'GET /gone', reason: 'it was answered 404' }],
          variables: [{ name: 'SECRET_BEARER_TOKEN' }],
        },
      },
    ]);
    expect(stdout).not.toContain(API_TOKEN);
    const workflow = await readFile(join(folder, 'api/.github/workflows/proofload.yml'), 'utf8');
    expect(workflow).toContain('secrets.SECRET_BEARER_TOKEN');
  });

  it('with --force says which files it has replaced', async () => {
    await mkdir(join(folder, 'mine'));
    for (const name of ['plan.json', 'notes.txt']) await writeFile(join(folder, 'mine', name), 'mine');
    const { stdout } = await init('mine', {}, '--no-smoke', '--force');
    expect(printedObject(stdout)).toMatchObject({ project: { replaced: ['plan.json'] } });
    expect(await readFile(join(folder, 'mine/notes.txt'), 'utf8')).toBe('mine');
  });

  it('says so if its load is too small for what is promised, and by default it is not', async () => {
    const notesOf = async (name: string, ...promised: string[]) => {
      const { stdout } = await init(name, {}, '--no-smoke', ...promised);
      return (printedObject(stdout) as { project: { notes: string[] } }).project.notes.join();
    };
    expect(await notesOf('usual')).not.toContain('cannot pass');
    expect(await notesOf('too-small', '--availability', '99.9')).toContain(
      'availability cannot pass: it needs at least 3,688 requests, and this load sends about 1,520.',
    );
  });

  it('is not written when k6 breaks while it is tried, and that is no success', async () => {
    const { path: k6 } = await findK6(process.env);
    const broken = join(folder, 'broken-k6');
    const program = `#!/bin/sh\n[ "$1" = run ] || exec '${k6}' "$@"\necho 'out of luck' >&2\n`;
    await writeFile(broken, program, { mode: 0o755 });
    const before = await readdir(folder, { recursive: true });
    const ended = await init('none', { SECRET_BEARER_TOKEN: API_TOKEN, K6_BIN: broken });
    expect([ended.code, printedObject(ended.stdout)]).toMatchObject([
      EXIT.invalid,
      {
        error: {
          code: 'GENERATOR_FAILED',
          message: 'k6 could not try everything that would be sent: out of luck',
          hint: expect.stringMatching(
            /^Nothing was written\. Check k6 with `npm start -- doctor`, or .*--no-smoke$/,
          ),
        },
      },
    ]);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it.each<[string, string[], Record<string, string>, string]>([
    ['a token is missing', [], {}, 'CONFIG_INVALID'],
    ['nothing is answered as it should be', [], { SECRET_BEARER_TOKEN: 'another' }, 'NOTHING_TO_SEND'],
    ['nobody answers', ['--url', 'http://127.0.0.1:9'], { SECRET_BEARER_TOKEN: 'x' }, 'TARGET_UNREACHABLE'],
    ['the host is not confirmed', ['--url', 'http://shop.test'], {}, 'TARGET_NOT_ALLOWED'],
  ])('is not written when %s', async (_, more, env, code) => {
    const before = await readdir(folder, { recursive: true });
    const ended = await init('none', env, ...more);
    expect([ended.code, JSON.parse(ended.stdout).error.code]).toEqual([EXIT.usage, code]);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });
});
