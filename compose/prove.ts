import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { EXIT } from '../harness/model/errors.ts';
import type { DocumentedPlatform } from '../harness/model/platform.ts';
import { defaultPlatform, loadPlatform } from '../harness/run/load-platform.ts';
import { findFreePorts } from '../harness/system/supervision/ports.ts';
import { parseComposeFile } from './compose-file.ts';
import { buildOwnImages, makeBaseImage, makeStandIns } from './proof/images.ts';
import { isOneAddressEnough, proveParts } from './proof/parts.ts';
import { Sandbox } from './proof/sandbox.ts';

/**
 * Builds the Dockerfile and runs docker-compose.yml with Docker Compose itself, on podman and on stand-ins for the official
 * images, for machines that have no Docker and cannot pull images. Prints what it proved and what it could not prove; exit code 1
 * when something is wrong. Needs root, podman, runc, debootstrap, netavark, aardvark-dns, Go, npm, and a `docker-compose`.
 *   node compose/prove.ts [folder that keeps the images] [platform]
 */
const PROJECT_FOLDER = join(import.meta.dirname, '..');
const NOT_PROVED = [
  'that the official images behave the same: none can be pulled here, and the stand-in for PostgreSQL is version 17',
  "the official PostgreSQL image's own entry point: the stand-in's does what docker-compose.yml relies on",
  "Docker's engine: this is podman behind Docker's API, and this script runs the health checks, because podman needs systemd for them",
  'architectures other than this one',
];

const [kept, slug = defaultPlatform()] = process.argv.slice(2);
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'proofload-compose-')));
const sandbox = new Sandbox(folder, process.env);
const compose = process.env.DOCKER_COMPOSE_BIN ?? 'docker-compose';
const project = `proofload-proof-${randomUUID().slice(0, 8)}`;
let failures = 0;

function proved(what: string): void {
  process.stdout.write(`  ✓ ${what}\n`);
}

async function prove(what: string, check: () => Promise<string[]>): Promise<void> {
  const problems = await check().catch((error: unknown) => [String(error)]);
  if (problems.length === 0) return proved(what);
  failures++;
  process.stdout.write(`  ✗ ${what}\n${problems.map((problem) => `      ${problem}\n`).join('')}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void sandbox.close().finally(() => process.exit(EXIT.interrupted)));

try {
  await main();
} finally {
  await sandbox.close();
  if (!kept) await rm(folder, { recursive: true, force: true });
}
process.stdout.write(`\n  Not proved here:\n${NOT_PROVED.map((what) => `  - ${what}\n`).join('')}`);
process.exitCode = failures === 0 ? 0 : 1;

async function main(): Promise<void> {
  process.stdout.write(`\n  ${(await sandbox.run(compose, ['version'])).trim()}\n`);
  process.stdout.write(
    `  ${(await sandbox.podman('--version')).trim()}, with its own storage in ${folder}\n\n`,
  );
  const { services } = parseComposeFile(await readFile(join(PROJECT_FOLDER, 'docker-compose.yml'), 'utf8'));

  const envFile = join(folder, 'env');
  await rm(envFile, { force: true });
  await sandbox.run('sh', [join(PROJECT_FOLDER, 'compose/make-env.sh'), envFile], { PLATFORM: slug });
  const platform = await loadPlatform(slug);
  if (!isOneAddressEnough({ platform }))
    NOT_PROVED.push(
      'a verdict from outside: all requests would come from one address, and the limit refuses them',
    );
  const configuration = join(folder, 'configuration');
  await sandbox.run(process.execPath, [
    join(PROJECT_FOLDER, 'compose/write-configuration.ts'),
    slug,
    configuration,
  ]);
  const variables = { CONFIGURATION: configuration, ...(await portVariables(platform)) };

  await makeBaseImage(sandbox);
  await makeStandIns(sandbox, {
    projectFolder: PROJECT_FOLDER,
    nodeBinary: process.execPath,
    official: {
      postgres: services.primary!.image!,
      redis: services.redis!.image!,
      nginx: services.nginx!.image!,
    },
  });
  await prove('the Dockerfile builds: server, seed, load, bouncer, object store', async () => {
    const own = Object.values(services).flatMap(({ build, image }) =>
      build ? [[build.target, image!]] : [],
    );
    await buildOwnImages(sandbox, PROJECT_FOLDER, Object.fromEntries(own), proved);
    return [];
  });

  await sandbox.startService();
  const files = ['docker-compose.yml', 'compose/stand-ins/ulimits.yml'].flatMap((file) => [
    '--file',
    join(PROJECT_FOLDER, file),
  ]);
  const base = ['--project-name', project, '--env-file', envFile, ...files];
  await proveParts({
    sandbox,
    project,
    projectFolder: PROJECT_FOLDER,
    ports: variables,
    platform,
    passwords: parseEnv(await readFile(envFile, 'utf8')) as Record<string, string>,
    prove,
    compose: (args, extra = {}) =>
      sandbox.try(compose, [...base, ...args], { ...variables, DATASET_SIZE: '2000', ...extra }),
  });
}

/** Free ones; but signed URLs lead to nginx, and `load` finds it in nginx's own network only at the usual ports. */
async function portVariables({ documented }: DocumentedPlatform): Promise<Record<string, string>> {
  const names = [
    'PORT',
    'OBJECT_STORE_PORT',
    'SERVER_1_PORT',
    'SERVER_2_PORT',
    'SERVER_3_PORT',
    'PRIMARY_PORT',
    'REDIS_PORT',
  ];
  const free = await findFreePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, String(free[index])]));
  return documented.objectStorage === 's3' ? { ...ports, PORT: '8080', OBJECT_STORE_PORT: '19000' } : ports;
}
