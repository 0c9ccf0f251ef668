import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writingTo } from '../../store/disk.ts';
import { Part } from '../part.ts';
import type { Program } from '../programs/programs.ts';
import { isHealthy } from '../servers/server.ts';
import { openFileLimit } from '../supervision/open-files.ts';
import { LOOPBACK } from '../supervision/ports.ts';
import type { Supervisor } from '../supervision/supervisor.ts';
import { nginxConfig, type Route, STATUS_PATH, type Upstream, WORKERS } from './nginx-config.ts';
import { cacheLogIn, type EdgeFiles, secretFileIn, secretText } from './nginx-files.ts';

export type NginxOptions = {
  supervisor: Supervisor;
  program: Program;
  port: number;
  statusPort: number;
  upstreams: readonly Upstream[];
  routes: readonly Route[];
  /** null: the edge delivers no files */
  files: EdgeFiles | null;
  logsFolder: string;
  /** collects what ends the started processes */
  ending: AsyncDisposableStack;
};

/**
 * Starts the edge in front of running servers. Its configuration stays next to its log. `filesLog`: how it answered requests for files.
 * @throws ProofloadError PART_NOT_READY, PORT_IN_USE, DISK_FULL, PROGRAM_MISSING
 */
export async function startNginx(
  options: NginxOptions,
): Promise<{ part: Part; baseUrl: string; statusUrl: string; filesLog: string | null }> {
  const { supervisor, program, port, statusPort, upstreams, routes, files, logsFolder, ending } = options;
  const workFolder = await supervisor.makeWorkFolder();
  await chmod(workFolder, 0o711); // if root starts nginx, workers run as another account, and reach their cache through this folder
  const config = nginxConfig({
    port,
    statusPort,
    upstreams,
    routes,
    files,
    workers: WORKERS,
    openFileLimit: await openFileLimit(),
    workFolder,
  });
  if (files) {
    const secretFile = secretFileIn(workFolder);
    await writingTo(secretFile, () => writeFile(secretFile, secretText(files), { mode: 0o600 }));
  }
  const configFile = join(logsFolder, 'nginx.conf');
  await writingTo(configFile, () => writeFile(configFile, config));
  const logFile = join(logsFolder, 'nginx.log');
  const baseUrl = `http://${LOOPBACK}:${port}`;
  const part = new Part({
    supervisor,
    program: {
      name: 'nginx',
      command: program.path,
      args: ['-p', workFolder, '-e', 'stderr', '-c', configFile],
      env: { LC_ALL: 'C' },
      cwd: workFolder,
      logFile,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 5_000,
    },
    probe: () => isHealthy(baseUrl),
    workersTitle: 'nginx: worker process',
  });
  ending.defer(() => part.discard());
  await part.start();
  return {
    part,
    baseUrl,
    statusUrl: `http://${LOOPBACK}:${statusPort}${STATUS_PATH}`,
    filesLog: files && cacheLogIn(workFolder),
  };
}
