import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProofloadError } from '../../model/errors.ts';
import { removeClaimedFolder } from '../../store/claim.ts';
import { makeFolders, writingTo } from '../../store/disk.ts';
import { compileCacheVariable } from '../programs/compile-cache.ts';
import { askToEnd, killAllIn } from './end-parts.ts';
import { GuardianError } from './guardian-error.ts';
import type { Exit, FromGuardian, PartSpec, ToGuardian } from './guardian-protocol.ts';
import { lastLogLines } from './log-tail.ts';
import { beingStopped, guardianDied, type UnexpectedExit } from './unexpected-exit.ts';
import { type ClaimedHome, diskFolder, makeClaimedHome } from './work-folders.ts';

export type { Exit, PartSpec } from './guardian-protocol.ts';

/** One run of a program: started again, it is another `RunningProgram`. */
export type RunningProgram = {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** resolves, never rejects, when the part has ended */
  readonly exited: Promise<Exit>;
  /** asks the program to end, kills it if it does not, and returns when it has ended */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** sends a signal on purpose: an exit that follows is not unexpected. SIGKILL takes its descendants too. */
  kill(signal: NodeJS.Signals): void;
  /** it and its descendants keep their connections and answer nothing (SIGSTOP), until they are resumed (SIGCONT) or ended */
  pause(): void;
  resume(): void;
};

/** How long to wait for the end of a killed process, which only the kernel can delay. */
const KILL_TIMEOUT_MS = 5_000;
/** The guardian's own limits are shorter than this. */
const FINISH_TIMEOUT_MS = 15_000;

type LivePart = RunningProgram & { spec: PartSpec; isEndExpected: boolean; settle(exit: Exit): void };
type Pending = { resolve(answer: FromGuardian): void; reject(error: Error): void };

/**
 * Starts and stops every process of a run through its guardian, and notices when one ends by itself.
 * Whatever happens to the harness, nothing that was started here outlives it.
 */
export class Supervisor {
  readonly #guardian: ChildProcess;
  readonly #logFile: string;
  readonly #guardianExited: Promise<Exit>;
  readonly #parts = new Map<number, LivePart>();
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(exit: UnexpectedExit) => void>();
  readonly #home: ClaimedHome;
  #nextId = 1;
  #stopping: Promise<void> | null = null;
  #hasFinished = false;
  #isGuardianEnding = false;

  private constructor(guardian: ChildProcess, logFile: string, home: ClaimedHome) {
    this.#guardian = guardian;
    this.#logFile = logFile;
    this.#home = home;
    this.#guardianExited = new Promise((resolve) => {
      guardian.once('exit', (code, signal) => {
        this.#handleGuardianExit({ code, signal }).then(() => resolve({ code, signal }));
      });
    });
    guardian.on('message', (message: FromGuardian) => this.#handle(message));
    guardian.on('error', () => {}); // a message to a guardian that is gone: its exit is handled
  }

  /**
   * @param options.logFile the guardian's log, with the parts that started and ended
   * @param options.workFolderRoot where work folders are made
   */
  static async start({
    logFile,
    workFolderRoot = diskFolder(),
  }: {
    logFile: string;
    workFolderRoot?: string;
  }): Promise<Supervisor> {
    await makeFolders(dirname(logFile));
    const home = await writingTo(workFolderRoot, () => makeClaimedHome(workFolderRoot));
    const logDescriptor = await writingTo(logFile, async () => openSync(logFile, 'a'));
    const guardian = fork(join(import.meta.dirname, 'guardian.ts'), [home.path], {
      env: compileCacheVariable(),
      execArgv: [],
      detached: true, // a session of its own, which a terminal's Ctrl-C does not reach
      // The guardian holds the claim too: while it ends parts for a harness that is dead, no other command does.
      stdio: ['ignore', logDescriptor, logDescriptor, 'ipc', home.claim.descriptor ?? 'ignore'],
    });
    closeSync(logDescriptor);
    await new Promise<void>((resolve, reject) => {
      guardian.once('message', () => resolve());
      guardian.once('error', reject);
      guardian.once('exit', () => reject(new Error(`the guardian did not start; see ${logFile}`)));
    });
    return new Supervisor(guardian, logFile, home);
  }

  get guardianPid(): number {
    return this.#guardian.pid!;
  }

  /**
   * Starts a program. A running program is not necessarily ready: see readiness.ts.
   * @throws ProofloadError PROGRAM_MISSING if it cannot be executed, DISK_FULL, INTERRUPTED once stopping has begun
   */
  async spawn(spec: PartSpec): Promise<RunningProgram> {
    this.#refuseWhenStopping();
    const id = this.#nextId++;
    await makeFolders(dirname(spec.logFile));
    // The part must be known before the guardian's next message is read, which may already report its exit.
    let part: LivePart | undefined;
    await writingTo(spec.logFile, () =>
      this.#ask({ kind: 'spawn', id, spec }, (answer) => {
        if (answer.kind === 'spawned') part = this.#adopt(id, spec, answer.pid);
      }).catch((error: unknown) => {
        if (!(error instanceof GuardianError) || !error.isOfProgram) throw error;
        throw new ProofloadError(
          'PROGRAM_MISSING',
          `${spec.name} cannot be started: ${error.message}.`,
          `Check that ${spec.command} exists and may be run.`,
          { cause: error },
        );
      }),
    );
    return part!;
  }

  /**
   * Makes an empty folder (mode 0700). It is removed, and every process in it ended, when everything is stopped, even if the
   * harness is killed.
   */
  async makeWorkFolder(): Promise<string> {
    this.#refuseWhenStopping();
    let folder = '';
    await writingTo(this.#home.path, () =>
      this.#ask({ kind: 'make-folder', id: this.#nextId++ }, (answer) => {
        if (answer.kind === 'folder-made') folder = answer.folder;
      }),
    );
    return folder;
  }

  /** @returns a function that removes the listener */
  onUnexpectedExit(listener: (exit: UnexpectedExit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops all parts, the last started first, then the guardian. Bounded in time; called again, it waits for the same end. */
  stopAll(): Promise<void> {
    this.#stopping ??= this.#stopEverything();
    return this.#stopping;
  }

  async #stopEverything(): Promise<void> {
    for (const part of [...this.#parts.values()].reverse()) await part.stop();
    this.#tell({ kind: 'finish' });
    if (!(await settlesWithin(this.#guardianExited, FINISH_TIMEOUT_MS))) this.#guardian.kill('SIGKILL');
    await this.#guardianExited;
    this.#home.claim.abandon(); // the guardian has removed the home; if it could not, a later command will
  }

  #refuseWhenStopping(): void {
    if (this.#stopping !== null) throw beingStopped();
    if (this.#isGuardianEnding) throw guardianDied(this.#logFile);
  }

  #adopt(id: number, spec: PartSpec, pid: number): LivePart {
    const { promise: exited, resolve: settle } = Promise.withResolvers<Exit>();
    const part: LivePart = {
      name: spec.name,
      pid,
      logFile: spec.logFile,
      spec,
      exited,
      settle,
      isEndExpected: spec.lifetime === 'task',
      kill: (signal) => {
        part.isEndExpected = true;
        this.#tell({ kind: 'signal', id, signal });
      },
      pause: () => this.#tell({ kind: 'signal', id, signal: 'SIGSTOP' }),
      resume: () => this.#tell({ kind: 'signal', id, signal: 'SIGCONT' }),
      stop: async (signal = spec.stopSignal) => {
        part.kill(signal);
        if (await settlesWithin(exited, spec.stopTimeoutMs)) return;
        part.kill('SIGKILL');
        await settlesWithin(exited, KILL_TIMEOUT_MS);
      },
    };
    this.#parts.set(id, part);
    return part;
  }

  #tell(message: ToGuardian): void {
    if (this.#guardian.connected) this.#guardian.send(message, () => {});
  }

  /** @param take gets the answer at once, before any later message is read */
  async #ask(
    message: Extract<ToGuardian, { kind: 'spawn' | 'make-folder' }>,
    take: (answer: FromGuardian) => void,
  ): Promise<void> {
    this.#refuseWhenStopping(); // there would be no answer
    await new Promise<void>((resolve, reject) => {
      const settle = (answer: FromGuardian) => {
        take(answer);
        if (answer.kind !== 'failed') resolve();
        else if (this.#stopping !== null) reject(beingStopped());
        else reject(new GuardianError(answer));
      };
      this.#pending.set(message.id, { resolve: settle, reject });
      this.#tell(message);
    });
  }

  #handle(message: FromGuardian): void {
    if (message.kind === 'ready') return;
    if (message.kind === 'finished') this.#hasFinished = true;
    else if (message.kind === 'ending') void this.#tellGuardianEnds(message.exit);
    else if (message.kind === 'exited') this.#settlePart(message.id, message.exit);
    else {
      this.#pending.get(message.id)?.resolve(message);
      this.#pending.delete(message.id);
    }
  }

  #settlePart(id: number, exit: Exit): void {
    const part = this.#parts.get(id);
    if (!part) return;
    this.#parts.delete(id);
    part.settle(exit);
    if (!part.isEndExpected && this.#stopping === null) void this.#announce(part.name, exit, part.logFile);
  }

  async #announce(name: string, exit: Exit, logFile: string): Promise<void> {
    const unexpected = { name, exit, logFile, lastLogLines: await lastLogLines(logFile) };
    for (const listener of this.#listeners) listener(unexpected);
  }

  /**
   * Announces once, before its parts are ended, that the guardian ends unasked: clients of a part will notice its end, and must not take
   * that for the cause.
   */
  async #tellGuardianEnds(exit: Exit): Promise<void> {
    if (this.#isGuardianEnding || this.#stopping !== null) return;
    this.#isGuardianEnding = true;
    for (const part of this.#parts.values()) part.isEndExpected = true;
    await this.#announce('guardian', exit, this.#logFile);
  }

  /** If the guardian ends before it was told to, its work is done here: ending the parts that it left. */
  async #handleGuardianExit(exit: Exit): Promise<void> {
    const isUnexpected = this.#stopping === null;
    const reason = isUnexpected ? guardianDied(this.#logFile) : beingStopped();
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
    if (this.#stopping !== null && this.#hasFinished) return;
    if (isUnexpected) await this.#tellGuardianEnds(exit);
    const parts = [...this.#parts.values()].map(({ pid, spec }) => ({ pid, stopSignal: spec.stopSignal }));
    await killAllIn(this.#home.path, await askToEnd(parts));
    await removeClaimedFolder(this.#home.path);
    for (const part of this.#parts.values()) part.settle({ code: null, signal: 'SIGKILL' });
    this.#parts.clear();
  }
}

async function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const timeout = sleep(timeoutMs, false, { signal: timer.signal }).catch(() => false);
  const isSettled = await Promise.race([promise.then(() => true), timeout]);
  timer.abort();
  return isSettled;
}
