import { isAtLeast } from '../programs/program-version.ts';
import { LOOPBACK } from '../supervision/ports.ts';
import type { PostgresSetting } from './postgres-settings.ts';

/**
 * Connections to PostgreSQL for all servers together, which would open up to 300 by themselves: as many as a database server with
 * 4 CPUs and an SSD can work on at once, with room for those that wait for a commit.
 */
const POOL_SIZE = 20;
/** In addition to the servers' connections. */
const CONNECTIONS_OF_THE_HARNESS = 10;

/** Whether a client's named prepared statement runs on any connection that it is lent later. */
export function canPrepare(pgbouncerVersion: string): boolean {
  return isAtLeast(pgbouncerVersion, [1, 21]);
}

export type PgbouncerConfig = {
  version: string;
  port: number;
  /** where PostgreSQL is */
  primary: { host: string; port: number };
  /** the user that may read PgBouncer's statistics */
  statsUser: string;
  authFile: string;
  /** the sum of the maxima of all servers' pools */
  poolConnections: number;
};

/** The settings of PgBouncer in transaction pooling; what is not here has PgBouncer's default. */
export function pgbouncerSettings(config: PgbouncerConfig): PostgresSetting[] {
  return [
    { name: 'listen_addr', value: LOOPBACK, reason: 'nobody outside this machine may connect' },
    { name: 'listen_port', value: String(config.port), reason: 'a free one' },
    { name: 'unix_socket_dir', value: '', reason: 'none: all connect by TCP, as from another machine' },
    { name: 'auth_type', value: 'scram-sha-256', reason: "as PostgreSQL's own" },
    { name: 'auth_file', value: config.authFile, reason: 'a secret to check passwords by, no password' },
    {
      name: 'stats_users',
      value: config.statsUser,
      reason: 'the harness reads SHOW STATS, POOLS and SERVERS',
    },

    {
      name: 'pool_mode',
      value: 'transaction',
      reason: 'a connection of PostgreSQL is lent for one transaction',
    },
    { name: 'default_pool_size', value: String(POOL_SIZE), reason: 'connections to PostgreSQL' },
    { name: 'reserve_pool_size', value: '0', reason: 'the default, stated: no more than those' },
    {
      name: 'max_client_conn',
      value: String(config.poolConnections + CONNECTIONS_OF_THE_HARNESS),
      reason: "every server's full pool, and ours",
    },
    {
      name: 'ignore_startup_parameters',
      value: 'extra_float_digits,options,statement_timeout',
      reason: 'what a server asks for its session: connect_query gives it to all',
    },
    {
      name: 'server_idle_timeout',
      value: '600',
      reason: 'the default, stated: connections stay for the length of a run',
    },
    ...(canPrepare(config.version)
      ? [
          {
            name: 'max_prepared_statements',
            value: '200',
            reason: 'more than the servers have statements',
          },
        ]
      : []),
    { name: 'log_connections', value: '0', reason: 'hundreds of lines that say nothing' },
    { name: 'log_disconnections', value: '0', reason: 'likewise' },
  ];
}

/** The settings that the reference server requests for its sessions when it is connected to PostgreSQL directly. */
const SESSION = "SET statement_timeout = '30s'; SET TimeZone = 'UTC'";

/** The text of pgbouncer.ini, with the reasons as comments. */
export function pgbouncerConfig(config: PgbouncerConfig): string {
  const { host, port } = config.primary;
  return [
    '[databases]',
    `* = host=${host} port=${port} connect_query='${SESSION.replaceAll("'", "''")}'`,
    '',
    '[pgbouncer]',
    ...pgbouncerSettings(config).map(({ name, value, reason }) => `; ${reason}\n${name} = ${value}`),
    '',
  ].join('\n');
}

/** The text of an auth_file. @param users by name, what PostgreSQL stores of the password: "SCRAM-SHA-256$4096:..." */
export function authFile(users: Record<string, string>): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return Object.entries(users)
    .map(([name, secret]) => `${quoted(name)} ${quoted(secret)}\n`)
    .join('');
}
