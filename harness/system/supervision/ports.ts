import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { ProofloadError } from '../../model/errors.ts';
import { isMissing, systemErrorCode } from '../../store/disk.ts';

export const LOOPBACK = '127.0.0.1';

/** Lowest port handed out; below are the well-known ones and those that people like to use. */
const LOWEST_PORT = 10_000;
/** Where Linux's range of ports for outgoing connections begins by default. */
const USUAL_EPHEMERAL_START = 32_768;

/**
 * Free ports of the loopback address, all different.
 * They lie below the range that the kernel uses for outgoing connections. In that range, another connection could take the
 * port of a killed server before the server is back, and a connection to a port without a listener could even connect to
 * itself (simultaneous open).
 * @param random in [0, 1)
 */
export async function findFreePorts(count: number, random: () => number = Math.random): Promise<number[]> {
  const width = portsForParts();
  const reservations: Server[] = [];
  try {
    while (reservations.length < count) {
      const wanted = width > 0 ? LOWEST_PORT + Math.floor(random() * width) : 0;
      const reservation = await listen(wanted).catch((error: unknown) => {
        if (systemErrorCode(error) === 'EADDRINUSE') return null;
        throw error;
      });
      if (reservation) reservations.push(reservation);
    }
    return reservations.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(reservations.map(close));
  }
}

/**
 * Makes sure that a requested port can be listened on.
 * @throws ProofloadError PORT_IN_USE, naming its holder if that can be known; INVALID_OPTION for a port that this user may not open
 */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await close(await listen(port));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EACCES')
      throw new ProofloadError(
        'INVALID_OPTION',
        `This user may not open port ${port}.`,
        'Choose one from 1024 up with --port, or leave --port out to get a free one.',
        { cause: error },
      );
    if (code !== 'EADDRINUSE') throw error;
    const holder = findPortHolder(port);
    throw new ProofloadError(
      'PORT_IN_USE',
      `Port ${port} is in use${holder === null ? '' : ` by ${holder}`}.`,
      'Choose another with --port, or leave --port out to get a free one.',
      { cause: error },
    );
  }
}

/** The process that listens on a port, e.g. "nginx (pid 4711)", from Linux's /proc; null if it cannot be known. */
export function findPortHolder(port: number): string | null {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    listeningInodes(readText(file) ?? '', port),
  );
  if (inodes.length === 0) return null;
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const pid = list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((name) => list(`/proc/${name}/fd`).some((fd) => sockets.has(readLink(`/proc/${name}/fd/${fd}`))));
  if (pid === undefined) return null;
  return `${readText(`/proc/${pid}/comm`)?.trim() ?? 'a process'} (pid ${pid})`;
}

/** Inodes of the sockets that listen on a port, from the text of /proc/net/tcp: see proc(5). */
export function listeningInodes(procNetTcp: string, port: number): string[] {
  const LISTEN = '0A';
  return procNetTcp.split('\n').flatMap((line) => {
    const [, localAddress, , state, , , , , , inode] = line.trim().split(/\s+/);
    const localPort = Number.parseInt(localAddress?.split(':')[1] ?? '', 16);
    return state === LISTEN && localPort === port && inode ? [inode] : [];
  });
}

/** How many ports there are for parts: below the range that the kernel uses for outgoing connections. */
export function portsForParts(): number {
  const range = readText('/proc/sys/net/ipv4/ip_local_port_range');
  const start = range === null ? USUAL_EPHEMERAL_START : Number.parseInt(range, 10);
  return Math.max(0, start - LOWEST_PORT);
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return absent(error, null);
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    return absent(error, '');
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    return absent(error, []);
  }
}

/** Returns `instead` for a file that only Linux has, a process that has ended, or one of another user, which cannot be read. */
function absent<T>(error: unknown, instead: T): T {
  if (isMissing(error) || ['ESRCH', 'EACCES', 'EPERM'].includes(systemErrorCode(error) ?? '')) return instead;
  throw error;
}
