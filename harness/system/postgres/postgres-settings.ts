/** One setting of the PostgreSQL that we start, and why it is so. */
export type PostgresSetting = { name: string; value: string; reason: string };

/** Connections in addition to those of the servers' pools: seeding, sampling, checks of the data, and the reserved three. */
const CONNECTIONS_OF_THE_HARNESS = 30;

/**
 * The settings of a database server with 4 CPUs, 8 GB and an SSD, which is what the document asks for, as PostgreSQL's
 * manual advises to set it up. Nothing here trades durability for speed; what is not here has PostgreSQL's default.
 */
export function postgresSettings({ port, poolConnections }: { port: number; poolConnections: number }) {
  const settings: PostgresSetting[] = [
    { name: 'listen_addresses', value: '127.0.0.1', reason: 'nobody outside this machine may connect' },
    { name: 'port', value: String(port), reason: 'a free one' },
    {
      name: 'unix_socket_directories',
      value: '',
      reason: 'none: all connect by TCP, as from another machine, and no path can be too long for a socket',
    },
    {
      name: 'max_connections',
      value: String(poolConnections + CONNECTIONS_OF_THE_HARNESS),
      reason: "every server's full pool, and ours: a pool must never fail to grow to its own maximum",
    },
    { name: 'password_encryption', value: 'scram-sha-256', reason: 'as in production' },

    {
      name: 'dynamic_shared_memory_type',
      value: 'mmap',
      reason:
        'files of the data folder, which go with it: those in /dev/shm would outlive a PostgreSQL that is killed',
    },
    { name: 'shared_buffers', value: '2GB', reason: 'a quarter of 8 GB' },
    {
      name: 'effective_cache_size',
      value: '6GB',
      reason: 'three quarters of 8 GB; only the planner reads it',
    },
    { name: 'maintenance_work_mem', value: '512MB', reason: 'index builds after seeding' },
    {
      name: 'work_mem',
      value: '4MB',
      reason: 'the default, stated: 300 connections that sort at once stay below 1.2 GB',
    },
    {
      name: 'random_page_cost',
      value: '1.1',
      reason: 'an SSD: a random page costs little more than the next one',
    },

    { name: 'fsync', value: 'on', reason: 'durability as in production' },
    { name: 'synchronous_commit', value: 'on', reason: 'an acknowledged write is on disk' },
    { name: 'full_page_writes', value: 'on', reason: 'durability as in production' },
    { name: 'wal_level', value: 'replica', reason: 'production keeps a standby or an archive' },
    { name: 'max_wal_senders', value: '10', reason: 'the default, stated: two replicas, and two being made' },
    { name: 'max_replication_slots', value: '10', reason: 'the default, stated: one for each replica' },
    {
      name: 'max_wal_size',
      value: '4GB',
      reason: 'seeding and load cause checkpoints by time (5 min), not one after another by volume',
    },

    {
      name: 'shared_preload_libraries',
      value: 'pg_stat_statements',
      reason: 'statement times as the database itself sees them',
    },
    { name: 'pg_stat_statements.max', value: '1000', reason: 'the system has some dozens of statements' },
    { name: 'track_io_timing', value: 'on', reason: 'time spent reading and writing, apart from executing' },

    { name: 'timezone', value: 'UTC', reason: 'the TIMESTAMP columns are without time zone' },
    { name: 'log_timezone', value: 'UTC', reason: 'logs of all parts can be laid side by side' },
    { name: 'log_line_prefix', value: '%m [%p] %q%a ', reason: 'time, process and application' },
    {
      name: 'log_parameter_max_length_on_error',
      value: '0',
      reason: 'a failing statement is logged without its values',
    },
  ];
  return settings;
}

/** A replica's settings in addition to those of its primary, most of which it must share. */
export function replicaSettings({
  primaryConnection,
  slot,
}: {
  /** without a password: that is in a file */
  primaryConnection: string;
  slot: string;
}): PostgresSetting[] {
  return [
    { name: 'hot_standby', value: 'on', reason: 'it answers reads' },
    { name: 'primary_conninfo', value: primaryConnection, reason: 'where it streams from' },
    { name: 'primary_slot_name', value: slot, reason: 'the primary keeps the WAL that it has not got yet' },
  ];
}

/** The text of postgresql.conf, with the reasons as comments. */
export function postgresConfig(settings: PostgresSetting[]): string {
  return settings
    .map(({ name, value, reason }) => `# ${reason}\n${name} = '${value.replaceAll("'", "''")}'\n`)
    .join('');
}
