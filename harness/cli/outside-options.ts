import { resolve } from 'node:path';
import { type OutsideTarget, readWorld } from '../experiment/reach.ts';
import { requireAllowedTarget } from '../load/allowed-target.ts';
import { ProofloadError } from '../model/errors.ts';

/** The options of `verify` that are about a system that was not started here. */
export type OutsideOptions = { target?: string; world?: string; metrics?: string[]; allowHost?: string[] };

/** Options that say how a system is to be built, or what is to be done to it. */
const OF_OUR_OWN = ['all', 'port', 'plant'] as const;

const METRICS = /^(https?:\/\/[^=\s]+?)(?:=(\S+))?$/;

/**
 * Reads what `--target` and its companions say.
 * @returns the target and how many students its world has; null without `--target`
 * @throws ProofloadError INVALID_OPTION, TARGET_NOT_ALLOWED, WORLD_UNUSABLE
 */
export async function outsideTarget(
  options: OutsideOptions & Partial<Record<(typeof OF_OUR_OWN)[number], unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ target: OutsideTarget; students: number } | null> {
  const { target, world, metrics = [], allowHost: allowedHosts = [] } = options;
  if (target === undefined) {
    if (world === undefined && metrics.length === 0 && allowedHosts.length === 0) return null;
    throw invalid(
      '--world, --metrics and --allow-host go with --target.',
      'Add --target http://127.0.0.1:8080',
    );
  }
  const unfit = OF_OUR_OWN.find((name) => options[name] !== undefined);
  if (unfit) {
    throw invalid(
      `--${unfit} is about a system that is started here, and --target is not.`,
      `Leave out one of the two.`,
    );
  }
  requireAllowedTarget(target, allowedHosts);
  const url = new URL(target);
  if (url.username || url.password || url.search || url.hash)
    throw invalid(
      '--target may have a host, a port and a path, and nothing else.',
      'Like http://127.0.0.1:8080',
    );
  if (world === undefined) {
    throw invalid(
      '--target needs the users of that system and their sessions.',
      'Name the file that its seed wrote: --world world.json',
    );
  }
  const worldFile = resolve(world);
  const { students } = await readWorld(worldFile);
  return {
    target: {
      baseUrl: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
      worldFile,
      metrics: metrics.map((text) => metricsOf(text, env.METRICS_TOKEN)),
      allowedHosts,
    },
    students: students.length,
  };
}

function metricsOf(text: string, commonToken: string | undefined): { url: string; token: string } {
  const [, address, ownToken] = METRICS.exec(text) ?? [];
  const token = ownToken ?? commonToken;
  if (address && URL.canParse(address) && token) return { url: address.replace(/\/(metrics)?$/, ''), token };
  throw invalid(
    address ? `--metrics ${address} has no token.` : '--metrics wants the address of a server.',
    'Give --metrics http://127.0.0.1:3001=token, or the token of all servers in METRICS_TOKEN.',
  );
}

/** A command line without the tokens of `--metrics`. */
export function withoutMetricsTokens(commandLine: readonly string[]): string[] {
  return commandLine.map((word) => word.replace(/^((?:--metrics=)?https?:\/\/[^=\s]+?)=\S+$/, '$1=***'));
}

function invalid(sentence: string, hint: string): ProofloadError {
  return new ProofloadError('INVALID_OPTION', sentence, hint);
}
