import { expect, it } from 'vitest';
import { authFile, canPrepare, pgbouncerConfig, pgbouncerSettings } from './pgbouncer-config.ts';

const CONFIG = {
  version: '1.18.0',
  port: 16_432,
  primary: { host: '127.0.0.1', port: 15_432 },
  statsUser: 'console',
  authFile: '/var/tmp/x/users.txt',
  poolConnections: 300,
};
const settingOf = (name: string, config = CONFIG) =>
  pgbouncerSettings(config).find((setting) => setting.name === name)?.value;

it('pools by transaction, in fewer connections than the servers have, and accepts all of theirs', () => {
  expect(settingOf('pool_mode')).toBe('transaction');
  expect(Number(settingOf('default_pool_size'))).toBeLessThan(300);
  expect(Number(settingOf('max_client_conn'))).toBeGreaterThan(300);
});

it('is open to this machine only', () => {
  expect(settingOf('listen_addr')).toBe('127.0.0.1');
  expect(settingOf('unix_socket_dir')).toBe('');
});

it.each([
  ['1.20.1', false],
  ['1.21.0', true],
  ['1.24.1', true],
])('%s keeps statements prepared by name: %s', (version, isTrue) => {
  expect(canPrepare(version)).toBe(isTrue);
  expect(settingOf('max_prepared_statements', { ...CONFIG, version }) !== undefined).toBe(isTrue);
});

it('names the PostgreSQL, the settings of a session there, and the reason for every setting', () => {
  const lines = pgbouncerConfig(CONFIG).split('\n');
  expect(lines.slice(0, 6)).toEqual([
    '[databases]',
    "* = host=127.0.0.1 port=15432 connect_query='SET statement_timeout = ''30s''; SET TimeZone = ''UTC'''",
    '',
    '[pgbouncer]',
    '; nobody outside this machine may connect',
    'listen_addr = 127.0.0.1',
  ]);
  for (const { name, reason } of pgbouncerSettings(CONFIG)) expect(reason, name).not.toBe('');
});

it('quotes names and secrets', () => {
  expect(authFile({ 'o"x': 'SCRAM-SHA-256$4096:a$b:c', y: 'z' })).toBe(
    '"o""x" "SCRAM-SHA-256$4096:a$b:c"\n"y" "z"\n',
  );
});
