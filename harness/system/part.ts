import { awaitReady } from './supervision/readiness.ts';
import type { PartSpec, RunningProgram, Supervisor } from './supervision/supervisor.ts';

export type PartOptions = {
  supervisor: Pick<Supervisor, 'spawn'>;
  /** what it runs: each time on the same port, with the same data */
  program: Omit<PartSpec, 'lifetime'>;
  /** clears the way for the program, before each start */
  beforeStart?(): Promise<unknown>;
  /** asks it for a trivial piece of its work; false or a rejection means: not yet */
  probe(): Promise<boolean>;
  readyTimeoutMs?: number;
  /** asks it to end and to keep its data; default: the signal at the end of the run */
  orderlySignal?: NodeJS.Signals;
  /** what the command line of its workers begins with: children that live as long as it does, so one that ends has crashed */
  workersTitle?: string;
};

/** What telemetry observes: a process of this name, with its children. */
export type PartProcess = { name: string; pid: number; workersTitle?: string };

/**
 * Anything that is started for the system under test: a server, PostgreSQL, Redis, PgBouncer, nginx. It keeps its name, port and log when
 * it is started again.
 */
export class Part {
  readonly name: string;
  readonly logFile: string;
  readonly #options: PartOptions;
  #program: RunningProgram | null = null;

  constructor(options: PartOptions) {
    this.name = options.program.name;
    this.logFile = options.program.logFile;
    this.#options = options;
  }

  /** null: it is not running */
  get pid(): number | null {
    return this.#program?.pid ?? null;
  }

  /** What telemetry observes; null: it is not running. */
  get process(): PartProcess | null {
    const { name, pid } = this;
    const { workersTitle } = this.#options;
    return pid === null ? null : { name, pid, ...(workersTitle && { workersTitle }) };
  }

  /**
   * Starts it, unless it is running, and returns when it is ready.
   * @throws ProofloadError PART_NOT_READY, PORT_IN_USE, DISK_FULL, PROGRAM_MISSING
   */
  async start(): Promise<void> {
    if (this.#program) return;
    const { supervisor, beforeStart } = this.#options;
    await beforeStart?.();
    const program = await supervisor.spawn({ ...this.#options.program, lifetime: 'service' });
    this.#program = program;
    void program.exited.then(() => {
      if (this.#program === program) this.#program = null;
    });
    await awaitReady(program, this.#options.probe, this.#options.readyTimeoutMs);
  }

  /** Asks it to end cleanly and keep its data, and returns when it has ended. */
  async stop(): Promise<void> {
    await this.#program?.stop(this.#options.orderlySignal);
  }

  /** Ends it with SIGKILL, as a crash would. Returns when it is dead. */
  async kill(): Promise<void> {
    const program = this.#program;
    program?.kill('SIGKILL');
    await program?.exited;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Halts it with all its processes: it keeps its port and its connections, and answers nothing. */
  async pause(): Promise<void> {
    this.#program?.pause();
  }

  /** Resumes it after a pause; returns when it is ready. */
  async resume(): Promise<void> {
    this.#program?.resume();
    await this.untilReady(this.#options.probe);
  }

  /** Ends it for good. Its data are thrown away, so it need not end cleanly. */
  async discard(): Promise<void> {
    await this.#program?.stop();
  }

  /**
   * Waits until a probe of it succeeds.
   * @throws ProofloadError PART_NOT_READY, PORT_IN_USE, DISK_FULL
   */
  async untilReady(probe: () => Promise<boolean>): Promise<void> {
    if (this.#program) await awaitReady(this.#program, probe, this.#options.readyTimeoutMs);
  }
}

/** The processes of those parts that are running at this moment. */
export function processesOf(parts: readonly Part[]): PartProcess[] {
  return parts.flatMap((part) => part.process ?? []);
}

/** @throws RangeError if there is no part of this name: a mistake of the caller */
export function partNamed(parts: readonly Part[], name: string): Part {
  const part = parts.find((each) => each.name === name);
  if (!part) throw new RangeError(`There is no ${name}, only ${parts.map((each) => each.name).join(', ')}`);
  return part;
}
