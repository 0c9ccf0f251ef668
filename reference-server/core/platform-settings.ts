import type { Static, TObject } from 'typebox';
import { Value } from 'typebox/value';
import { ConfigError } from './config.ts';

/**
 * Settings that only one platform has (`PLATFORM_SETTINGS`), with their defaults.
 * @throws ConfigError for a setting that is unknown or of the wrong type
 */
export function platformSettings<Settings extends TObject>(
  schema: Settings,
  given: unknown,
  slug: string,
): Static<Settings> {
  const settings: unknown = Value.Default(schema, structuredClone(given));
  if (Value.Check(schema, settings)) return settings;
  throw new ConfigError(
    `PLATFORM_SETTINGS names an unknown setting or value; ${slug} has ${Object.keys(schema.properties).join(', ')}`,
  );
}
