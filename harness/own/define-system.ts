import type { SystemConfig } from '../model/system-config.ts';

/** Describes a system of one's own, for `export default` of proofload.config.ts. Returns what it is given; the types are the point. */
export function defineSystem(config: SystemConfig): SystemConfig {
  return config;
}
