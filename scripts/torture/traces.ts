import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';

/** Kernel resources of a process that might outlive it. */
export type Traces = {
  /** listening sockets: inode -> port. A port may be reused by others; the inode identifies exactly this socket. */
  sockets: Map<string, number>;
  /** ids of System V shared memory segments */
  segments: Set<string>;
  /** files in /dev/shm */
  files: Set<string>;
};

export function noTraces(): Traces {
  return { sockets: new Map(), segments: new Set(), files: new Set() };
}

/** Adds what the processes hold now. Linux only. */
export function noteTraces(traces: Traces, pids: readonly number[]): void {
  const listening = listeningSockets(['/proc/net/tcp', '/proc/net/tcp6'].map(readText).join('\n'));
  for (const pid of pids) {
    for (const inode of socketsOf(pid)) {
      const port = listening.get(inode);
      if (port !== undefined) traces.sockets.set(inode, port);
    }
    const { segments, files } = sharedMemoryIn(readText(`/proc/${pid}/maps`));
    for (const id of segments) traces.segments.add(id);
    for (const file of files) traces.files.add(file);
  }
}

/** The traces that still exist, in words. */
export function tracesLeft({ sockets, segments, files }: Traces): {
  ports: string[];
  sharedMemory: string[];
} {
  const listening = listeningSockets(['/proc/net/tcp', '/proc/net/tcp6'].map(readText).join('\n'));
  const held = new Set(segmentIds(readText('/proc/sysvipc/shm')));
  return {
    ports: [...sockets].filter(([inode]) => listening.has(inode)).map(([, port]) => `port ${port}`),
    sharedMemory: [
      ...[...segments].filter((id) => held.has(id)).map((id) => `segment ${id}`),
      ...[...files].filter((file) => existsSync(file)),
    ],
  };
}

/** Frees leftover shared memory, so that a round leaves nothing for the next one. */
export function removeTraces({ segments, files }: Traces): void {
  const held = new Set(segmentIds(readText('/proc/sysvipc/shm')));
  for (const id of segments) if (held.has(id)) execFileSync('ipcrm', ['-m', id], { stdio: 'ignore' });
  for (const file of files) rmSync(file, { force: true });
}

/** Inode and port of every listening socket, from the text of /proc/net/tcp: see proc(5). */
export function listeningSockets(procNetTcp: string): Map<string, number> {
  const LISTEN = '0A';
  return new Map(
    procNetTcp.split('\n').flatMap((line): [string, number][] => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      return state === LISTEN && inode ? [[inode, Number.parseInt(local?.split(':')[1] ?? '', 16)]] : [];
    }),
  );
}

/** Shared memory segments and files in /proc/<pid>/maps. The inode of a System V segment is its id. */
export function sharedMemoryIn(maps: string): { segments: string[]; files: string[] } {
  const lines = maps.split('\n').map((line) => line.trim().split(/\s+/));
  return {
    segments: lines.flatMap(([, , , , inode, path]) => (path?.startsWith('/SYSV') && inode ? [inode] : [])),
    files: lines.flatMap(([, , , , , path]) => (path?.startsWith('/dev/shm/') ? [path] : [])),
  };
}

/** The second column of /proc/sysvipc/shm. */
function segmentIds(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim().split(/\s+/)[1] ?? []);
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  const read = <T>(look: () => T, otherwise: T): T => {
    try {
      return look();
    } catch {
      return otherwise; // it was closed, or the process ended, in the meantime
    }
  };
  return read(() => readdirSync(folder), []).flatMap((fd) => {
    const target = read(() => readlinkSync(`${folder}/${fd}`), '');
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process ended, or this kernel has no such file
  }
}
