import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writingTo } from '../../store/disk.ts';
import type { Program } from '../programs/programs.ts';
import { isHealthy } from '../servers/server.ts';
import { openFileLimit } from '../supervision/open-files.ts';
import { LOOPBACK } from '../supervision/ports.ts';
import { awaitReady } from '../supervision/readiness.ts';
import type { Part, Supervisor } from '../supervision/supervisor.ts';
import { nginxConfig, STATUS_PATH, type Upstream, WORKERS } from './nginx-config.ts';

/**
 * Starts the balancer in front of running servers. Its configuration stays beside its log.
 * @throws ProofloadError PART_NOT_READY, PORT_IN_USE, DISK_FULL, PROGRAM_MISSING
 */
export async function startNginx(options: {
  supervisor: Supervisor;
  program: Program;
  port: number;
  statusPort: number;
  upstreams: Upstream[];
  logsFolder: string;
}): Promise<{ part: Part; baseUrl: string; statusUrl: string }> {
  const { supervisor, program, port, statusPort, upstreams, logsFolder } = options;
  const workFolder = await supervisor.makeWorkFolder();
  const config = nginxConfig({
    port,
    statusPort,
    upstreams,
    workers: WORKERS,
    openFileLimit: await openFileLimit(),
    workFolder,
  });
  const configFile = join(logsFolder, 'nginx.conf');
  await writingTo(configFile, () => writeFile(configFile, config));
  const part = await supervisor.spawn({
    name: 'nginx',
    lifetime: 'service',
    command: program.path,
    args: ['-p', workFolder, '-e', 'stderr', '-c', configFile],
    env: { LC_ALL: 'C' },
    cwd: workFolder,
    logFile: join(logsFolder, 'nginx.log'),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5_000,
  });
  const baseUrl = `http://${LOOPBACK}:${port}`;
  await awaitReady(part, () => isHealthy(baseUrl));
  return { part, baseUrl, statusUrl: `http://${LOOPBACK}:${statusPort}${STATUS_PATH}` };
}
