import Type from 'typebox';
import { Value } from 'typebox/value';
import { ConfigError } from '../core/config.ts';

/** Settings that only this platform has (`PLATFORM_SETTINGS`). The defaults follow the document. */
const Settings = Type.Object(
  {
    /** false: every request reads its session from the database */
    cachedSessions: Type.Boolean({ default: true }),
  },
  { additionalProperties: false },
);
export type Settings = Type.Static<typeof Settings>;

/** Throws ConfigError for a setting that is unknown or of the wrong type. */
export function readSettings(given: unknown): Settings {
  const settings = Value.Default(Settings, structuredClone(given));
  if (!Value.Check(Settings, settings)) {
    throw new ConfigError(
      `PLATFORM_SETTINGS names an unknown setting or value; tvet-connect has ${Object.keys(Settings.properties).join(', ')}`,
    );
  }
  return settings;
}
