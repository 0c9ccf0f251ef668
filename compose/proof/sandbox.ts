import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EXIT } from '../../harness/model/errors.ts';

const run = promisify(execFile);

const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;
const READY_TIMEOUT_MS = 30_000;
const PULSE_MS = 1_000;

/** How a command ended, with both of its streams in one text. */
export type Outcome = { exitCode: number; output: string };

/**
 * Podman with its own storage, networks and Docker socket in one folder. Nothing here touches images or containers of the
 * machine, although the stand-ins have the names of official images.
 */
export class Sandbox {
  readonly folder: string;
  readonly env: Record<string, string | undefined>;
  #service: ChildProcess | null = null;
  #pulse: Promise<void> | null = null;
  #over = false;

  constructor(folder: string, env: Readonly<Record<string, string | undefined>>) {
    this.folder = folder;
    mkdirSync(join(folder, 'networks'), { recursive: true });
    writeFileSync(join(folder, 'containers.conf'), containersConf(folder));
    writeFileSync(join(folder, 'storage.conf'), storageConf(folder));
    this.env = {
      ...env,
      CONTAINERS_CONF: join(folder, 'containers.conf'),
      CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'),
      DOCKER_HOST: `unix://${join(folder, 'podman.sock')}`,
    };
  }

  /** Runs a command. Never throws, however the command ends. */
  async try(command: string, args: string[], extraEnv: Record<string, string> = {}): Promise<Outcome> {
    if (this.#over) return { exitCode: EXIT.interrupted, output: 'interrupted' };
    return this.#execute(command, args, extraEnv);
  }

  async #execute(command: string, args: string[], extraEnv: Record<string, string>): Promise<Outcome> {
    try {
      const env = { ...this.env, ...extraEnv };
      const { stdout, stderr } = await run(command, args, { env, maxBuffer: MOST_OUTPUT_BYTES });
      return { exitCode: 0, output: stdout + stderr };
    } catch (error) {
      const {
        code,
        stdout = '',
        stderr = '',
      } = error as { code?: unknown; stdout?: string; stderr?: string };
      const exitCode = typeof code === 'number' ? code : 127;
      return { exitCode, output: `${stdout}${stderr}` || String(error) };
    }
  }

  /** @throws Error with the end of the output if the command fails */
  async run(command: string, args: string[], extraEnv: Record<string, string> = {}): Promise<string> {
    const { exitCode, output } = await this.try(command, args, extraEnv);
    if (exitCode === 0) return output;
    throw new Error(
      `${command} ${args.slice(0, 4).join(' ')} ended with ${exitCode}:\n${output.slice(-2_000)}`,
    );
  }

  podman(...args: string[]): Promise<string> {
    return this.run('podman', args);
  }

  /** Starts podman's Docker API, and runs health checks: podman leaves their timers to systemd, which may be missing. */
  async startService(): Promise<void> {
    const log = openSync(join(this.folder, 'service.log'), 'a');
    const socket = join(this.folder, 'podman.sock');
    this.#service = spawn('podman', ['system', 'service', '--time=0', `unix://${socket}`], {
      env: this.env as NodeJS.ProcessEnv,
      stdio: ['ignore', log, log],
    });
    for (let waitedMs = 0; !existsSync(socket); waitedMs += 100) {
      if (waitedMs > READY_TIMEOUT_MS) throw new Error("podman's service does not start: see service.log");
      await sleep(100);
    }
    this.#pulse = this.#checkHealthAgainAndAgain();
  }

  async #checkHealthAgainAndAgain(): Promise<void> {
    while (!this.#over) {
      const ids = (await this.try('podman', ['ps', '--quiet'])).output.split('\n').filter(Boolean);
      for (const id of ids) await this.try('podman', ['healthcheck', 'run', id]);
      await sleep(PULSE_MS);
    }
  }

  /** Stops the service, so that nothing new can start, and removes all containers. Images stay in the folder. */
  async close(): Promise<void> {
    this.#over = true;
    if (this.#service?.exitCode === null) {
      const ended = once(this.#service, 'exit');
      this.#service.kill('SIGTERM');
      await ended;
    }
    await this.#pulse;
    await this.#execute('podman', ['rm', '--all', '--force', '--time', '0', '--volumes'], {});
  }
}

/** The ulimits are low because a container inside a container cannot have higher ones. */
function containersConf(folder: string): string {
  return [
    '[containers]',
    'default_ulimits = ["nofile=20000:20000", "nproc=10000:10000"]',
    '[engine]',
    'runtime = "runc"',
    'cgroup_manager = "cgroupfs"',
    'events_logger = "file"',
    'exit_command_delay = 2', // seconds for which the monitor of a health check outlives it
    `tmp_dir = "${folder}/tmp"`,
    '[network]',
    `network_config_dir = "${folder}/networks"`,
    '',
  ].join('\n');
}

function storageConf(folder: string): string {
  return `[storage]\ndriver = "overlay"\ngraphroot = "${folder}/storage"\nrunroot = "${folder}/run"\n`;
}
