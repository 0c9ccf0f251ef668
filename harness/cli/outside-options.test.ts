import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProofloadError } from '../model/errors.ts';
import { type OutsideOptions, outsideTarget } from './outside-options.ts';

let folder: string;
let world: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-outside-'));
  world = join(folder, 'world.json');
  const content = {
    platform: 'campus',
    today: '2026-11-20',
    password: 'x',
    userCount: 2,
    examples: [{ userId: 'u1', role: 'reader', token: 'token' }],
  };
  await writeFile(world, JSON.stringify(content));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const variable = (name: string) => `$\{${name}}`;

async function refusalOf(options: OutsideOptions, env: Record<string, string>): Promise<ProofloadError> {
  const refusal = await outsideTarget(options, env, 'campus').catch((error: unknown) => error);
  return refusal as ProofloadError;
}

describe('--target', () => {
  it('is read with the options that go with it', async () => {
    const metrics = [
      `http://127.0.0.1:3001=${variable('OWN')}`,
      'http://127.0.0.1:3002/metrics',
      'http://127.0.0.1:3003/',
    ];
    const options = { target: 'http://127.0.0.1:8080/', world, metrics, allowHost: ['api.example.com'] };
    expect(await outsideTarget(options, { METRICS_TOKEN: 'common', OWN: 'own' }, 'campus')).toEqual({
      baseUrl: 'http://127.0.0.1:8080',
      world: { file: world, userCount: 2 },
      metrics: [
        { name: 'server-1', url: 'http://127.0.0.1:3001', metricsToken: 'own' },
        { name: 'server-2', url: 'http://127.0.0.1:3002', metricsToken: 'common' },
        { name: 'server-3', url: 'http://127.0.0.1:3003', metricsToken: 'common' },
      ],
      allowedHosts: ['api.example.com'],
    });
  });

  it('is null when it is not given', async () => expect(await outsideTarget({}, {}, 'campus')).toBeNull());

  it.each([
    ['without a world', {}, 'INVALID_OPTION'],
    ['with a world that does not exist', { world: '/no/world.json' }, 'WORLD_UNUSABLE'],
    ['with a file that is not a world', { world: 'package.json' }, 'WORLD_UNUSABLE'],
    ['with a world that is a folder', { world: 'docs' }, 'WORLD_UNUSABLE'],
    ['with a world that is a device', { world: '/dev/null' }, 'WORLD_UNUSABLE'],
    ['with a world that is not JSON', { world: 'README.md' }, 'WORLD_UNUSABLE'],
    ['to a host that was not allowed', { target: 'http://example.com' }, 'TARGET_NOT_ALLOWED'],
    ['to something that is not an address', { target: '8080' }, 'TARGET_NOT_ALLOWED'],
    ['with a password', { target: 'http://a:b@127.0.0.1' }, 'INVALID_OPTION'],
    ['with a query', { target: 'http://127.0.0.1/?token=s3cret' }, 'INVALID_OPTION'],
    ['with a fragment', { target: 'http://127.0.0.1/#s3cret' }, 'INVALID_OPTION'],
    ['with a password that was misread', { target: 'http://a:P@s3cret/1@127.0.0.1' }, 'INVALID_OPTION'],
    ['with a password and no port', { target: 'http://a:s3cret/1@127.0.0.1' }, 'INVALID_OPTION'],
    ['to an invalid port', { target: 'http://127.0.0.1:s3cret' }, 'TARGET_NOT_ALLOWED'],
    ['and a planted defect', { plant: ['cache-off'] }, 'INVALID_OPTION'],
    ['and a port', { port: '8080' }, 'INVALID_OPTION'],
    ['and a size of the data set', { dataset: '100' }, 'INVALID_OPTION'],
  ])('is refused %s', async (_what, options, code) => {
    const given = { target: 'http://127.0.0.1:8080', ...options };
    const refusal = await refusalOf(given, {});
    expect(refusal).toMatchObject({ code, exitCode: 2 });
    expect(`${refusal.message} ${refusal.hint}`).not.toContain('s3cret');
  });

  it.each([
    ['without a token', 'http://127.0.0.1:1', 'http://127.0.0.1:1 has no token'],
    ['behind a password', 'http://u:s3cret@127.0.0.1:1', 'needs the address of a server'],
    ['behind a query', 'http://127.0.0.1:1/m?s3cret', 'needs the address of a server'],
    ['without an address', 'server-1', 'needs the address of a server'],
    ['with a token that is written out', 'http://127.0.0.1:1=s3cret', 'has its token written out'],
    [
      'with a token that no header may have',
      `http://127.0.0.1:1=${variable('BAD')}`,
      'not allowed in an HTTP',
    ],
    ['with a token that is not set', `http://127.0.0.1:1=${variable('NONE')}`, 'NONE is not set'],
  ])('is refused with metrics %s', async (_what, metrics, reason) => {
    const given = { target: 'http://127.0.0.1:8080', world, metrics: [metrics] };
    const refusal = await refusalOf(given, { BAD: 's3cr\u00e9t s3cret' });
    expect(refusal).toMatchObject({ message: expect.stringContaining(reason), exitCode: 2 });
    expect(`${refusal.message} ${refusal.hint}`).not.toContain('s3cret');
  });

  it('is refused with the users of another platform', async () => {
    const options = { target: 'http://127.0.0.1:8080', world };
    await expect(outsideTarget(options, {}, 'toy')).rejects.toMatchObject({
      code: 'WORLD_UNUSABLE',
      message: expect.stringContaining('it is not for toy'),
    });
  });

  it('is required by the options that go with it', async () => {
    await expect(outsideTarget({ world }, {}, 'campus')).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});
