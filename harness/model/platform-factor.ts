import type { Finding } from './comparison.ts';
import type { Seen } from './seen.ts';
import type { PlatformSetting } from './topology.ts';

/**
 * A factor that only one platform has: a setting of its own, which its servers get in `PLATFORM_SETTINGS`. Experiments vary it, and runs
 * prove it, like any other.
 */
export type PlatformFactor = {
  /** also the name of the setting; different from the factors that every platform has */
  name: string;
  /** for people, e.g. "cached sessions" */
  title: string;
  /** JSON Schema of a level */
  levels: object;
  /** its level in the system that the document describes */
  documented: PlatformSetting;
  /** a level for people, e.g. "on" */
  describe(level: PlatformSetting): string;
  /** Did it take effect? Judged from a run of a system with this level. */
  prove(seen: Seen, level: PlatformSetting): Finding;
};
