import { connect } from 'node:net';
import type pg from 'pg';

const CANCEL_REQUEST_CODE = 80877102;
const GIVE_UP_AFTER_MS = 5000;

/** What a client of `pg` knows about its connection, beyond its types. */
type ConnectedClient = pg.PoolClient & { processID: number; secretKey: number };

/**
 * Asks PostgreSQL, or the PgBouncer in front of it, to cancel what a connection is running: another connection with the message
 * CancelRequest (PostgreSQL manual, "Message Formats"), which is never answered. Resolves when the other side has closed it, as
 * it does after acting, or when that is impossible. Never rejects.
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
