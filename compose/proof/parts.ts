import { globSync, lstatSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlacedPlatform, WorldHeader } from '../../harness/model/platform.ts';
import { confinements, weaknesses } from './containers.ts';
import { filesWentThroughNginx, hasFiles, storeVariables, withObjectStore } from './files.ts';
import type { Outcome, Sandbox } from './sandbox.ts';

export type Proving = {
  sandbox: Sandbox;
  project: string;
  projectFolder: string;
  /** the platform that the containers run */
  platform: PlacedPlatform;
  /** ports published on the loopback, by their variable in docker-compose.yml, and the folder of the configuration */
  ports: Record<string, string>;
  /** the passwords of .env */
  passwords: Record<string, string>;
  /** runs `check`, which returns the problems that it found */
  prove(what: string, check: () => Promise<string[]>): Promise<void>;
  compose(args: string[], extraEnv?: Record<string, string>): Promise<Outcome>;
};

const UP = ['up', '--detach', '--no-build', '--pull', 'never', '--wait', '--wait-timeout', '180'];
const BOTH = ['--profile', 'replica', '--profile', 'bouncer'];
const WITH_BOTH = {
  REPLICA_ADDRESS: 'replica:5432',
  DATABASE_ADDRESS: 'bouncer:6432',
  DATABASE_BOUNCER: 'true',
};

/** Runs the compose file part by part, and takes everything down at the end. */
export async function proveParts(given: Proving): Promise<void> {
  const proving = hasFiles(given) ? withObjectStore(given) : given;
  const { prove, compose } = proving;
  try {
    await prove('Docker Compose accepts docker-compose.yml', () => succeeds(compose(['config', '--quiet'])));
    await prove('without a password it is refused, with a hint at the command that makes one', async () => {
      const { exitCode, output } = await compose(['config', '--quiet'], { REDIS_PASSWORD: '' });
      return exitCode !== 0 && output.includes('make-env.sh') ? [] : [`exit code ${exitCode}: ${output}`];
    });
    await prove('primary, redis, seed, three servers and nginx come up and are healthy', () =>
      succeeds(compose(UP)),
    );
    await prove('no container runs as root, writes to its root, has a capability or lacks a limit', () =>
      confined(proving),
    );
    await prove('GET /health through nginx: database up, cache up', () => answersHealthy(proving));
    await prove('a user logs in and reads their own data through nginx', () => servesNewcomer(proving));
    await prove('only its owner can read the file with the sessions', () => worldIsPrivate(proving));
    await prove('nginx cannot reach the database', () => cannotReach(proving, 'nginx', 'primary'));
    await prove('a second `up` keeps the data', () => keepsData(proving));
    await prove('after the loss of one server, requests are still answered', () => survivesLoss(proving));
    await prove('k6 runs the scenario in the network of nginx; every response is correct', () =>
      loadIsCorrect(proving),
    );
    if (hasFiles(proving))
      await prove('the files that it sent and read went through nginx', () => filesWentThroughNginx(proving));
    await prove('a replica and PgBouncer join', async () => [
      ...(await succeeds(compose([...BOTH, ...UP], WITH_BOTH))),
      ...(await confined(proving)),
      ...(await answersHealthy(proving)),
      ...(await servesNewcomer(proving)),
    ]);
    if (isOneAddressEnough(proving))
      await prove('Proofload judges it from outside, using its metrics and data', () => isJudged(proving));
    else
      await prove('k6 runs the scenario with both of them; every response is correct', () =>
        loadIsCorrect(proving),
      );
    await prove(
      'under that load the servers read from the replica, and reach the primary through PgBouncer',
      async () => [...(await readFromReplica(proving)), ...(await wentThroughBouncer(proving))],
    );
    await prove('writes on the primary appear on the replica', () => replicates(proving));
  } finally {
    await prove('`down --volumes` leaves no container and no volume', () => leavesNothing(proving));
  }
}

/** Clients of a published port come from one address, the engine's: a limit that counts addresses refuses a load from there. */
export function isOneAddressEnough({ platform }: Pick<Proving, 'platform'>): boolean {
  return platform.userLimits.every(({ by }) => by !== 'address');
}

async function succeeds(outcome: Promise<Outcome>): Promise<string[]> {
  const { exitCode, output } = await outcome;
  return exitCode === 0 ? [] : [`exit code ${exitCode}: ${output.slice(-1_500)}`];
}

async function confined({ sandbox, project }: Proving): Promise<string[]> {
  const all = await confinements(sandbox, project);
  return all.length < 6 ? [`only ${all.length} containers run`] : all.flatMap(weaknesses);
}

async function answersHealthy({ ports, passwords }: Proving): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${ports.PORT}/health`, {
    headers: { authorization: `Bearer ${passwords.METRICS_TOKEN}` },
  });
  const body = (await response.json()) as Record<'database' | 'cache', { state?: string } | undefined>;
  const isWell = response.status === 200 && body.database?.state === 'up' && body.cache?.state === 'up';
  return isWell ? [] : [`${response.status} ${JSON.stringify(body)}`];
}

async function readWorld(proving: Proving): Promise<WorldHeader> {
  return JSON.parse(await proving.sandbox.run('cat', [await worldFile(proving)])) as WorldHeader;
}

async function worldFile({ sandbox, project }: Proving): Promise<string> {
  const format = ['--format', '{{.Mountpoint}}'];
  return join(
    (await sandbox.podman('volume', 'inspect', ...format, `${project}_world`)).trim(),
    'world.json',
  );
}

async function servesNewcomer(proving: Proving): Promise<string[]> {
  const { examples, password } = await readWorld(proving);
  const user = examples[0]!;
  const { path, body } = proving.platform.population.logIn(user.userId, password);
  const login = await fetch(`http://127.0.0.1:${proving.ports.PORT}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (login.status !== 200) return [`log-in: ${login.status} ${await login.text()}`];
  const { token } = (await login.json()) as { token: string };
  return readsOwn(proving, { ...user, token });
}

async function readsOwn(
  { platform, ports }: Proving,
  user: WorldHeader['examples'][number],
): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${ports.PORT}${platform.population.ownPath(user)}`, {
    headers: { authorization: `Bearer ${user.token}` },
  });
  return response.status === 200 ? [] : [`a user's own data: ${response.status} ${await response.text()}`];
}

async function worldIsPrivate(proving: Proving): Promise<string[]> {
  const { mode, uid } = lstatSync(await worldFile(proving));
  return (mode & 0o777) === 0o600 && uid === 1000 ? [] : [`mode ${(mode & 0o777).toString(8)}, owner ${uid}`];
}

/** Checked with Docker's DNS, which resolves only names in a container's own networks. */
async function cannotReach({ compose }: Proving, from: string, to: string): Promise<string[]> {
  const known = await compose(['exec', '-T', from, 'getent', 'hosts', 'server-1']);
  const unknown = await compose(['exec', '-T', from, 'getent', 'hosts', to]);
  return [
    ...(known.exitCode === 0 ? [] : [`${from} cannot resolve server-1 either, so this proves nothing`]),
    ...(unknown.exitCode === 0 ? [`${from} can resolve ${to}: ${unknown.output}`] : []),
  ];
}

async function keepsData({ compose }: Proving): Promise<string[]> {
  const problems = await succeeds(compose(UP));
  const { output } = await compose(['logs', '--no-log-prefix', 'seed']);
  return output.includes('already exists') ? problems : [...problems, `output of the seed: ${output}`];
}

/** Stops the server, so that the restart policy leaves it down while the others are tested (docs/adr/0150). */
async function survivesLoss(proving: Proving): Promise<string[]> {
  const stopped = await proving.compose(['stop', '--timeout', '0', 'server-1']);
  const wrong = await servesUsers(proving);
  const back = await succeeds(proving.compose(UP));
  return [...(stopped.exitCode === 0 ? [] : [stopped.output]), ...wrong, ...back];
}

/** They come from one address: a limit that counts addresses allows 100 requests, of which some have been sent. */
const READERS_PER_ROLE = 20;

/** Users of every role read their own data, with the sessions that they were issued. */
async function servesUsers(proving: Proving): Promise<string[]> {
  const { examples } = await readWorld(proving);
  const byRole = Object.values(Object.groupBy(examples, ({ role }) => role));
  const readers = byRole.flatMap((users = []) => users.slice(0, READERS_PER_ROLE));
  return (await Promise.all(readers.map((user) => readsOwn(proving, user)))).flat();
}

/** Times depend on the machine, but correct responses do not. k6's exit code is 99 if either is off, so its summary is read. */
async function loadIsCorrect({ compose, sandbox, project }: Proving): Promise<string[]> {
  const name = `${project}-load-once`;
  await compose(['run', '--no-deps', '--name', name, 'load'], { RATE: '100' });
  const summary = await sandbox.podman('logs', name);
  const count = (metric: string) => Number(new RegExp(`${metric}\\.*: count=(\\d+)`).exec(summary)?.[1] ?? 0);
  const [all, correct] = [count('service_time'), count('\\{ outcome:correct \\}')];
  await sandbox.podman('rm', name);
  return all > 300 && correct === all ? [] : [`${correct} of ${all} correct`, summary.slice(-1_500)];
}

/** By the server's own count. */
async function readFromReplica({ ports, passwords }: Proving): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${ports.SERVER_1_PORT}/metrics`, {
    headers: { authorization: `Bearer ${passwords.METRICS_TOKEN}` },
  });
  const seen = /^db_queries_total\{role="replica"\} (\d+)/m.exec(await response.text())?.[1];
  return Number(seen) > 0 ? [] : [`queries of server-1 to the replica: ${seen ?? 'not counted'}`];
}

/** By PgBouncer's own count, which includes a few health checks. */
async function wentThroughBouncer({ compose }: Proving): Promise<string[]> {
  const { output } = await compose(
    [
      ...[...BOTH, 'exec', '-T', 'bouncer', 'sh', '-c'],
      'PGPASSWORD=$SERVER_PASSWORD psql -h 127.0.0.1 -p 6432 -U server -d pgbouncer -qAtc "SHOW STATS"',
    ],
    WITH_BOTH,
  );
  const [, assigned] = /^proofload\|(\d+)\|/m.exec(output) ?? [];
  return Number(assigned) > 200 ? [] : [`connections lent for a transaction: ${assigned ?? output}`];
}

/** A short verification. Its figures depend on the machine, but every target that can be measured from outside must have one. */
async function isJudged(proving: Proving): Promise<string[]> {
  const { sandbox, project, projectFolder, ports, passwords } = proving;
  const runs = join(sandbox.folder, 'runs', project);
  const world = join(sandbox.folder, 'world.json');
  await sandbox.run('cp', [await worldFile(proving), world]);
  const servers = ['SERVER_1_PORT', 'SERVER_2_PORT', 'SERVER_3_PORT'].map(
    (name) => `http://127.0.0.1:${ports[name]}`,
  );
  const { output } = await sandbox.try(
    process.execPath,
    [
      ...[
        join(projectFolder, 'harness/cli/main.ts'),
        'verify',
        proving.platform.slug,
        '--quick',
        '--users',
        '200',
        '--rate',
        '40',
      ],
      ...['--out', runs, '--world', world],
      ...['--target', `http://127.0.0.1:${ports.PORT}`, '--metrics', ...servers],
    ],
    {
      METRICS_TOKEN: passwords.METRICS_TOKEN!,
      DATABASE_URL: `postgres://proofload:${passwords.POSTGRES_PASSWORD}@127.0.0.1:${ports.PRIMARY_PORT}/proofload`,
      REDIS_URL: `redis://:${passwords.REDIS_PASSWORD}@127.0.0.1:${ports.REDIS_PORT}`,
      ...storeVariables(proving),
    },
  );
  await rm(world);
  const [file] = globSync('*/verdict.json', { cwd: runs });
  if (!file) return [output.slice(-1_500)];
  const { targets } = JSON.parse(readFileSync(join(runs, file), 'utf8')) as {
    targets: { id: string; actual: number | null; reason: string }[];
  };
  return targets
    .filter(({ actual, reason }) => actual === null && !reason.includes('Not measured from outside'))
    .map(({ id, reason }) => `${id}: ${reason}`);
}

async function replicates({ compose }: Proving): Promise<string[]> {
  const query = (service: string, sql: string) =>
    compose(
      [
        ...[...BOTH, 'exec', '-T', service, 'sh', '-c'],
        `PGPASSWORD=\${PGPASSWORD:-$POSTGRES_PASSWORD} psql -h 127.0.0.1 -U proofload -d proofload -qAtc "${sql}"`,
      ],
      WITH_BOTH,
    );
  const problems = await succeeds(
    query('primary', 'CREATE TABLE proof (id int); INSERT INTO proof VALUES (42)'),
  );
  for (let attempt = 0; attempt < 50; attempt++) {
    const { output } = await query('replica', 'SELECT id FROM proof');
    if (output.trim() === '42') return problems;
  }
  return [...problems, 'the row did not arrive'];
}

async function leavesNothing({ compose, sandbox, project }: Proving): Promise<string[]> {
  const down = await succeeds(compose(['--profile', '*', 'down', '--volumes'], WITH_BOTH));
  const containers = await sandbox.podman(
    'ps',
    '--all',
    '--quiet',
    '--filter',
    `label=com.docker.compose.project=${project}`,
  );
  const volumes = await sandbox.podman(
    'volume',
    'ls',
    '--quiet',
    '--filter',
    `label=com.docker.compose.project=${project}`,
  );
  return [...down, ...`${containers}\n${volumes}`.split('\n').filter(Boolean)];
}
