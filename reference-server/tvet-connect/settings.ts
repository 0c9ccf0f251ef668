import Type from 'typebox';
import { platformSettings } from '../core/platform-settings.ts';

/** Settings that only this platform has (`PLATFORM_SETTINGS`). The defaults follow the document. */
const Settings = Type.Object(
  {
    /** false: every request reads its session from the database */
    cachedSessions: Type.Boolean({ default: true }),
  },
  { additionalProperties: false },
);
export type Settings = Type.Static<typeof Settings>;

/** @throws ConfigError for a setting that is unknown or of the wrong type */
export function readSettings(given: unknown): Settings {
  return platformSettings(Settings, given, 'tvet-connect');
}
