import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { INVALIDATION_CHANNEL } from './invalidations.ts';
import { accessOf } from './redis.ts';

const RECONNECT_MS = 200;

export type InvalidationListener = {
  /** a server, perhaps this one, has written this key */
  onKey: (key: string) => void;
  /** messages may have been missed, so any key may have been written */
  onGap: () => void;
};

export type InvalidationChannel = {
  /** Whether every message sent now arrives. */
  isOpen(): boolean;
  close(): void;
};

/**
 * Listens for the invalidations of all servers, on a connection of its own. In a cluster one node is enough, because nodes pass on
 * what is published on any of them; if it is lost, the next one takes its place.
 */
export function openInvalidationChannel(
  config: Config['redis'],
  { onKey, onGap }: InvalidationListener,
  log: Logger,
): InvalidationChannel {
  const shared = {
    family: 4,
    lazyConnect: true,
    keepAlive: 10_000,
    connectTimeout: 2000,
    commandTimeout: config.commandTimeoutMs,
    enableOfflineQueue: false,
    autoResubscribe: false,
    // A new client for each attempt: in a cluster the next attempt goes to another node.
    retryStrategy: () => null,
  } satisfies RedisOptions;
  let client: Redis | null = null;
  let isOpen = false;
  let isClosed = false;
  let tries = 0;
  let timer: NodeJS.Timeout | undefined;

  function newClient(): Redis {
    const node = config.clusterNodes[tries % config.clusterNodes.length];
    tries += 1;
    if (node === undefined) return new Redis(config.url!, shared);
    return new Redis({ ...shared, ...node, ...accessOf(config.url) });
  }

  function connect(): void {
    const own = newClient();
    client = own;
    own.on('error', () => {});
    own.on('message', (_channel, key) => onKey(key));
    own.once('end', () => {
      if (isOpen) {
        isOpen = false;
        onGap();
        log.warn('lost the invalidation channel; nothing is kept in memory until it is back');
      }
      if (!isClosed) timer = setTimeout(connect, RECONNECT_MS).unref();
    });
    own
      .connect()
      .then(() => own.subscribe(INVALIDATION_CHANNEL))
      .then(
        () => {
          onGap();
          isOpen = true;
        },
        () => own.disconnect(),
      );
  }
  connect();

  return {
    isOpen: () => isOpen,
    close() {
      isClosed = true;
      clearTimeout(timer);
      client?.disconnect();
    },
  };
}
