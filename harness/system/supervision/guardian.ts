/**
 * The guardian: a process of its own that spawns every part on behalf of the supervisor, so that it knows each of them
 * from its first moment. When its IPC channel closes, the harness is gone, for whatever reason: the guardian then ends all
 * parts, removes their work folders and exits. It reads nothing but that channel; see docs/adr/0030.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { removeClaimedFolder } from '../../store/claim.ts';
import { askToEnd, killAllIn } from './end-parts.ts';
import type { Exit, FromGuardian, PartSpec, ToGuardian } from './guardian-protocol.ts';
import { applyToSession, commandOf } from './niceness.ts';
import { sendSignal, signalTree, startOf } from './process-tree.ts';
import { PARTS_FILE } from './work-folders.ts';

type LivePart = { spec: PartSpec; pid: number };

const liveParts = new Map<number, LivePart>();
/** Made and claimed by the supervisor: every work folder is in it, and it is removed at the end. */
const home = process.argv[2]!;
let isEnding = false;

function tell(message: FromGuardian): void {
  if (process.connected) process.send?.(message, () => {}); // the callback keeps a closed channel from throwing
}

function note(what: string): void {
  console.log(`${new Date().toISOString()} ${what}`);
}

function spawnPart(id: number, spec: PartSpec): void {
  const logDescriptor = openSync(spec.logFile, 'a');
  try {
    const child = spawn(...commandOf(spec), {
      env: spec.env,
      cwd: spec.cwd,
      uid: spec.uid,
      gid: spec.gid,
      detached: true, // a process group of its own, which can be killed as one
      stdio: ['ignore', logDescriptor, logDescriptor],
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) fail(id, error);
    });
    const { pid } = child;
    if (pid === undefined) return;
    child.once('exit', (code, signal) => {
      liveParts.delete(id);
      sendSignal(-pid, 'SIGKILL'); // nginx's workers outlive a killed master, and keep its port
      note(`${spec.name} (pid ${pid}) ended: ${signal ?? `exit code ${code}`}`);
      tell({ kind: 'exited', id, exit: { code, signal } });
    });
    liveParts.set(id, { spec, pid });
    // For the command that cleans up after this guardian and its harness are killed together.
    appendFileSync(join(home, PARTS_FILE), `${pid} ${startOf(pid) ?? '-'} ${spec.name}\n`);
    applyToSession(pid, spec);
    note(`${spec.name} (pid ${pid}) started`);
    tell({ kind: 'spawned', id, pid });
  } finally {
    closeSync(logDescriptor);
  }
}

async function makeFolder(id: number): Promise<void> {
  const folder = await mkdtemp(join(home, 'part-'));
  tell({ kind: 'folder-made', id, folder });
}

/** Errors of a spawn that are about the file to execute; others (EMFILE, ENOMEM) are about this machine. */
const OF_THE_PROGRAM = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ENOEXEC', 'ELOOP']);

function fail(id: number, error: NodeJS.ErrnoException): void {
  const { code = null, syscall = null, message } = error;
  const isOfProgram = (syscall?.startsWith('spawn') ?? false) && OF_THE_PROGRAM.has(code ?? '');
  tell({ kind: 'failed', id, code, syscall, message, isOfProgram });
}

/** Signals that no process can refuse go to all processes of the part; any other goes to the first one. */
function signalPart(id: number, signal: NodeJS.Signals): void {
  const part = liveParts.get(id);
  if (!part) return;
  if (signal === 'SIGKILL' || signal === 'SIGSTOP' || signal === 'SIGCONT') signalTree(part.pid, signal);
  else {
    sendSignal(part.pid, signal);
    signalTree(part.pid, 'SIGCONT'); // a paused process gets the signal only when it is continued
  }
}

/** @param unasked how this guardian ends if the harness did not ask for it: reported first, because it makes the parts end */
async function end(reason: string, unasked: Exit | null = null): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  note(`ending: ${reason}`);
  if (unasked) tell({ kind: 'ending', exit: unasked });
  const parts = [...liveParts.values()].map(({ pid, spec }) => ({ pid, stopSignal: spec.stopSignal }));
  const survivors = await killAllIn(home, await askToEnd(parts));
  await removeClaimedFolder(home).catch((error: Error) => note(`could not remove ${home}: ${error.message}`));
  note(survivors.length === 0 ? 'nothing is left' : `could not end the processes ${survivors.join(', ')}`);
  tell({ kind: 'finished', survivors });
  process.disconnect?.();
  process.exit(survivors.length === 0 ? 0 : 1);
}

async function handle(message: ToGuardian): Promise<void> {
  if (message.kind === 'finish') return end('the harness has finished');
  if (message.kind === 'signal') return signalPart(message.id, message.signal);
  if (isEnding) return fail(message.id, new Error('the run is being stopped'));
  try {
    if (message.kind === 'spawn') spawnPart(message.id, message.spec);
    else await makeFolder(message.id);
  } catch (error) {
    fail(message.id, error as NodeJS.ErrnoException);
  }
}

process.on('message', (message: ToGuardian) => void handle(message));
process.on('disconnect', () => void end('the harness is gone'));
process.on('SIGTERM', () => void end('SIGTERM', { code: null, signal: 'SIGTERM' }));
// The harness handles a terminal's Ctrl-C and hang-up: it may still need the parts.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('uncaughtException', (error) => {
  note(`internal error: ${error.stack}`);
  void end('internal error', { code: 1, signal: null });
});
tell({ kind: 'ready' });
