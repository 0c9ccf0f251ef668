import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import { EXIT } from '../model/errors.ts';
import { platformSlugs } from '../run/load-platform.ts';
import { printedObject } from './testing/printed.ts';
import { proofload } from './testing/whole-command.ts';

const CONFIG = `export default {
  name: 'Corner shop',
  url: 'http://127.0.0.1:3000',
  targets: [{ p95Ms: 200 }],
  load: { ratePerSec: 30, users: 20, quick: { users: 5 } },
  routes: { home: { method: 'GET', path: '/' } },
};`;

const NO_NGINX = { NGINX_BIN: '/no/such/nginx' };

let folder: string;
let shop: string;
beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-doctor-test-'));
  shop = join(folder, 'proofload.config.ts');
  await writeFile(shop, CONFIG);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function doctor(args: string[], options: { env?: Record<string, string>; cwd?: string } = {}) {
  const { code, stdout } = await proofload(['doctor', '--json', ...args], options);
  return { code, output: printedObject(stdout) };
}

describe('doctor', () => {
  it('examines every platform, quick and full, where there is no config', async () => {
    const { output } = await doctor([]);
    expect(output).toMatchObject({
      programs: [{ name: 'k6' }, { name: 'PostgreSQL' }, { name: 'Redis' }, { name: 'nginx' }, {}, {}],
      platformLoads: platformSlugs().flatMap((platform) =>
        [true, false].map((isQuick) => ({ platform, isQuick })),
      ),
    });
  });

  it.each([
    ['in this folder', [], () => ({ cwd: folder })],
    ['that is named', ['--config'], () => ({})],
  ])('examines the load of a config %s, which needs no program but k6', async (_, named, where) => {
    const { code, output } = await doctor([...named, ...named.map(() => shop)], {
      ...where(),
      env: NO_NGINX,
    });
    expect(output).toMatchObject({
      programs: [{ name: 'k6', isUsable: true }],
      platformLoads: [
        { platform: 'corner-shop', title: 'Corner shop', isQuick: true, users: 5, ratePerSec: 30 },
        { platform: 'corner-shop', title: 'Corner shop', isQuick: false, users: 20, ratePerSec: 30 },
      ],
    });
    expect(code).toBe(EXIT.pass);
  });

  it('examines the load of options', async () => {
    const { output } = await doctor(['--url', 'http://127.0.0.1:3000/', '--rate', '40'], { env: NO_NGINX });
    expect(output).toMatchObject({
      programs: [{ name: 'k6' }],
      platformLoads: [
        { isQuick: true, users: null, ratePerSec: 40 },
        { isQuick: false, users: null, ratePerSec: 40 },
      ],
    });
  });

  it('examines a platform that is named, in the folder of a config too, and ends with 5 without its programs', async () => {
    const { code, output } = await doctor(['tvet-connect', '--users', '50'], { cwd: folder, env: NO_NGINX });
    expect(output).toMatchObject({
      programs: expect.arrayContaining([expect.objectContaining({ name: 'nginx', isUsable: false })]),
      platformLoads: [{ platform: 'tvet-connect', users: 50 }, { users: 50 }],
    });
    expect(code).toBe(EXIT.environment);
  });

  it('says what is wrong with a config', async () => {
    await writeFile(join(folder, 'broken.config.ts'), CONFIG.replace('p95Ms', 'p95'));
    const { code, output } = await doctor(['--config', join(folder, 'broken.config.ts')]);
    expect(output).toMatchObject({ error: { code: 'CONFIG_INVALID' } });
    expect(code).toBe(EXIT.usage);
  });
});
