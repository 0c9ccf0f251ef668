import type { Finding } from './comparison.ts';
import type { Seen } from './seen.ts';
import type { PlatformSetting } from './topology.ts';

/**
 * A factor that only one platform has: a setting of its own, which its servers are told in `PLATFORM_SETTINGS`. Experiments vary it, and runs prove it,
 * like any other.
 */
export type PlatformFactor = {
  /** of the setting too; none of the factors that every platform has */
  name: string;
  /** for people, e.g. "cached sessions" */
  title: string;
  /** JSON Schema of a level */
  levels: object;
  /** its level in the system that the document describes */
  documented: PlatformSetting;
  /** a level for people, e.g. "on" */
  describe(level: PlatformSetting): string;
  /** Did it take effect? From what was seen in a run of such a system. */
  prove(seen: Seen, level: PlatformSetting): Finding;
};
