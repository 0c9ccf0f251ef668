import { connect } from 'node:net';
import type pg from 'pg';

const CANCEL_REQUEST_CODE = 80877102;
const GIVE_UP_AFTER_MS = 5000;

/** Fields of a `pg` client that its types lack. */
type ConnectedClient = pg.PoolClient & { processID: number; secretKey: number };

/**
 * Asks PostgreSQL, or the PgBouncer in front of it, to cancel the statement that a connection is running. The message
 * CancelRequest (PostgreSQL manual, "Message Formats") goes over a second connection and is never answered. Resolves when the
 * server has closed that connection, which it does after acting, or when it cannot be reached or takes too long. Never rejects.
 */
export async function requestCancel(client: pg.PoolClient): Promise<void> {
  const { processID, secretKey, host, port } = client as ConnectedClient;
  const request = Buffer.alloc(16);
  request.writeInt32BE(request.length, 0);
  request.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);

  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const socket = connect({ host, port });
  socket.setTimeout(GIVE_UP_AFTER_MS, () => socket.destroy());
  socket.on('error', () => {});
  socket.on('close', () => resolve());
  // Not `end`: PgBouncer 1.18 crashes if a client leaves before its request has been passed on.
  socket.write(request);
  socket.resume();
  await closed;
}
