import { describe, expect, it } from 'vitest';
import { postgresConfig, postgresSettings } from './postgres-settings.ts';

const settings = postgresSettings({ port: 15_432, poolConnections: 300 });
const settingOf = (name: string) => settings.find((setting) => setting.name === name)?.value;

describe('postgresSettings', () => {
  it('leaves room for every pool at its maximum, the harness and the three reserved connections', () => {
    expect(Number(settingOf('max_connections'))).toBeGreaterThanOrEqual(300 + 3 + 20);
  });

  it.each(['fsync', 'synchronous_commit', 'full_page_writes'])('keeps %s on', (name) => {
    expect(settingOf(name)).toBe('on');
  });

  it('keeps no shared memory in files outside the data folder', () => {
    expect(settingOf('dynamic_shared_memory_type')).toBe('mmap');
  });

  it('is open to this machine only', () => {
    expect(settingOf('listen_addresses')).toBe('127.0.0.1');
    expect(settingOf('unix_socket_directories')).toBe('');
  });

  it('names each setting once, with a reason', () => {
    const names = settings.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { reason } of settings) expect(reason).not.toBe('');
  });
});

describe('postgresConfig', () => {
  it('writes the reason above each setting and quotes its value', () => {
    const config = postgresConfig([{ name: 'log_line_prefix', value: "it's ", reason: 'why' }]);
    expect(config).toBe("# why\nlog_line_prefix = 'it''s '\n");
  });
});
