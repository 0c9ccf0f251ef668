import Type from 'typebox';
import { platformSettings } from '../core/platform-settings.ts';

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

/** @throws ConfigError for a setting that is unknown or of the wrong type */
export function readSettings(given: unknown): Settings {
  return platformSettings(Settings, given, 'school-management');
}
