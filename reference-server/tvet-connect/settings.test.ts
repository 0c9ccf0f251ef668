import { expect, it } from 'vitest';
import { ConfigError } from '../core/config.ts';
import { readSettings } from './settings.ts';

it('defaults are as documented', () => {
  expect(readSettings({})).toEqual({ cachedSessions: true });
  expect(readSettings({ cachedSessions: false })).toEqual({ cachedSessions: false });
});

it.each([{ cachedSessions: 'no' }, { colour: 'red' }, [], null, 'x'])('%o is refused', (given) => {
  expect(() => readSettings(given)).toThrow(ConfigError);
  expect(() => readSettings(given)).toThrow(/PLATFORM_SETTINGS names an unknown setting or value/);
});
