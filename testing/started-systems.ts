import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of the systems that are not ours. */
export const SYSTEMS = join(import.meta.dirname, 'own-systems');

/** Systems that a test has started. Each is a program that prints its address. */
export class StartedSystems {
  readonly #started: ChildProcess[] = [];

  /** @returns the address */
  async start(command: string, args: string[] = [], env: Record<string, string> = {}): Promise<string> {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.#started.push(child);
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    return line.toString().trim();
  }

  /** @param system name of its folder, which has an app.mjs */
  startApp(system: string, env: Record<string, string> = {}): Promise<string> {
    return this.start(process.execPath, [join(SYSTEMS, system, 'app.mjs')], env);
  }

  /** Builds the service in Go, and starts it. */
  async startService(folder: string): Promise<string> {
    const program = join(folder, 'service');
    await run('go', ['build', '-o', program, join(SYSTEMS, 'service/main.go')]);
    return this.start(program);
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#started.map(async (child) => {
        if (child.exitCode === null && child.signalCode === null && child.kill()) await once(child, 'exit');
      }),
    );
  }
}
