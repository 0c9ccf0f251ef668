import type { PartSpec } from '../../system/supervision/guardian-protocol.ts';
import { hasLoopbackAddresses, requireAllowedTarget } from '../allowed-target.ts';
import { GENERATOR_NICENESS } from '../generator-niceness.ts';
import { K6_OFFLINE } from './environment.ts';

/** k6 as a client of a system: everything that it sends goes the same way. */
export type K6Client = {
  /** path of the k6 program */
  k6: string;
  baseUrl: string;
  /** of the object store that signed URLs lead to, e.g. "http://127.0.0.1:9000"; k6 sends nothing to any other origin */
  filesOrigin?: string | undefined;
  /** to which requests may go besides the loopback */
  allowedHosts?: readonly string[];
  /** whether every user has its own loopback address; default: if the system is on the loopback */
  ownAddresses?: boolean;
  /** where Go looks for trusted certificate authorities instead of its usual places (environment.ts) */
  certificates?: Readonly<Record<string, string>>;
  worldFile: string;
  /** where options, logs and what the scenario writes go */
  folder: string;
};

/** One k6 process. */
export type K6Task = {
  name: string;
  bundleFile: string;
  optionsFile: string;
  /** as --local-ips takes it, an address for each VU */
  localIps: string;
  /** what the scenario writes to its console */
  consoleFile: string;
  logFile: string;
  /** in addition to those that every k6 gets */
  args: readonly string[];
  env: Readonly<Record<string, string>>;
};

/** The process for the supervisor to start. */
export function partOf(client: K6Client, task: K6Task): PartSpec {
  return {
    name: task.name,
    lifetime: 'task',
    command: client.k6,
    niceness: GENERATOR_NICENESS,
    args: [
      'run',
      ...['--config', task.optionsFile],
      ...(hasOwnAddresses(client) ? ['--local-ips', task.localIps] : []),
      ...task.args,
      ...['--console-output', task.consoleFile, '--log-format', 'raw'],
      ...['--no-thresholds', '--summary-mode=disabled', '--no-usage-report', '--quiet', '--no-color'],
      task.bundleFile,
    ],
    env: {
      ...client.certificates,
      ...task.env,
      BASE_URL: client.baseUrl,
      ALLOWED_ORIGINS: client.filesOrigin ?? '',
      WORLD_FILE: client.worldFile,
      HOME: client.folder,
      ...K6_OFFLINE,
    },
    logFile: task.logFile,
    stopSignal: 'SIGINT',
    stopTimeoutMs: 5_000,
  };
}

/** @throws ProofloadError TARGET_NOT_ALLOWED */
export function requireAllowedTargets({ baseUrl, filesOrigin, allowedHosts }: K6Client): void {
  requireAllowedTarget(baseUrl, allowedHosts);
  if (filesOrigin !== undefined) requireAllowedTarget(filesOrigin, allowedHosts);
}

export function hasOwnAddresses({ ownAddresses, baseUrl }: K6Client): boolean {
  return ownAddresses ?? hasLoopbackAddresses(baseUrl);
}
