import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delayedServer } from '../../gate/testing/delayed-server.ts';
import type { ChangeBound } from '../../model/budget.ts';
import { findFreePorts } from '../../system/supervision/ports.ts';
import { type Ended, proofload } from './whole-command.ts';

const SERVICE_TIME_MS = 20;

export type GateTurns = Awaited<ReturnType<typeof prepareGateTurns>>;

/** A folder for gates of a real server whose versions take turns. */
export async function prepareGateTurns() {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-gate-turns-'));
  const [port] = await findFreePorts(1);
  const serverOn = await delayedServer(folder);
  const runs = join(folder, 'runs');
  const config = join(folder, 'proofload.config.ts');
  await writeFile(
    config,
    `export default {
      name: 'Shop', url: 'http://127.0.0.1:${port}', targets: [{ p95Ms: 1000 }], dataLabel: 'none',
      load: { ratePerSec: 40, warmUpMs: 1000 },
      routes: { home: { method: 'GET', path: '/', checks: [{ body: 'length', atLeast: 1 }] } },
    };`,
  );
  return {
    folder,
    runs,
    /** the line of shell that starts a version, which takes so many times as long as the base */
    serve: (times = 1) => serverOn(port!, times * SERVICE_TIME_MS),
    /** a gate whose runs are judged for so many seconds */
    gate: (seconds: number, ...options: string[]): Promise<Ended> =>
      proofload(['gate', '--config', config, '--duration', `${seconds}s`, '--out', runs, ...options]),
    async budgetOf(error: ChangeBound): Promise<string> {
      const file = join(folder, 'budget.json');
      const changes = [{ id: 'p95', measure: 'responseTimeP95Ms', error }];
      await writeFile(file, JSON.stringify({ schemaVersion: 1, changes }));
      return file;
    },
    end: () => rm(folder, { recursive: true, force: true }),
  };
}
