import Type from 'typebox';
import { Value } from 'typebox/value';
import { ConfigError } from '../core/config.ts';

/** Settings that only this platform has (`PLATFORM_SETTINGS`). */
const Settings = Type.Object(
  {
    /**
     * A planted defect: false takes the condition on the school out of every statement, and row-level security alone keeps schools
     * apart.
     */
    schoolFilter: Type.Boolean({ default: true }),
  },
  { additionalProperties: false },
);
export type Settings = Type.Static<typeof Settings>;

/** Throws ConfigError for a setting that is unknown or of the wrong type. */
export function readSettings(given: unknown): Settings {
  const settings = Value.Default(Settings, structuredClone(given));
  if (!Value.Check(Settings, settings)) {
    throw new ConfigError(
      `PLATFORM_SETTINGS names an unknown setting or value; school-management has ${Object.keys(Settings.properties).join(', ')}`,
    );
  }
  return settings;
}
