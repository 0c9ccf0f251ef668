import type { SystemConfig } from '../model/system-config.ts';

/** What a config reads the environment from. A project of one's own does not have @types/node; where that is there, it says the same. */
declare global {
  namespace NodeJS {
    interface ProcessEnv {
      [name: string]: string | undefined;
    }
    interface Process {
      env: ProcessEnv;
    }
  }
  var process: NodeJS.Process;
}

/** Describes a system of one's own, for `export default` of proofload.config.ts. Returns what it is given; the types are the point. */
export function defineSystem(config: SystemConfig): SystemConfig {
  return config;
}
