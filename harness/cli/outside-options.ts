import { resolve } from 'node:path';
import { requireAllowedTarget } from '../load/allowed-target.ts';
import { ProofloadError } from '../model/errors.ts';
import { type Environment, filledFromEnvironment, refersToEnvironment } from '../own/from-environment.ts';
import { type OutsideTarget, readWorld } from '../run/outside-system.ts';
import type { ScrapedServer } from '../telemetry/prometheus.ts';

/** The options of `verify` for a system that Proofload did not start. */
export type OutsideOptions = { target?: string; world?: string; metrics?: string[]; allowHost?: string[] };

/** Options on how to build a system, or what to do to it. */
const OF_OUR_OWN = ['all', 'dataset', 'port', 'plant'] as const;

const METRICS = /^(https?:\/\/[^=\s?#@]+?)(?:=(.+))?$/s;
/** Characters allowed in an HTTP header. For others, fetch quotes the header in its error, token included. */
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * Reads `--target` and the options that go with it.
 * @param slug the platform whose seed made the system's users
 * @returns null without `--target`
 * @throws ProofloadError INVALID_OPTION, TARGET_NOT_ALLOWED, WORLD_UNUSABLE
 */
export async function outsideTarget(
  options: OutsideOptions & Partial<Record<(typeof OF_OUR_OWN)[number], unknown>>,
  env: Environment,
  slug: string,
): Promise<OutsideTarget | null> {
  const { target, world, metrics = [], allowHost: allowedHosts = [] } = options;
  if (target === undefined) {
    if (world === undefined && metrics.length === 0 && allowedHosts.length === 0) return null;
    throw invalid('--world, --metrics and --allow-host need --target.', 'Add --target http://127.0.0.1:8080');
  }
  const unfit = OF_OUR_OWN.find((name) => options[name] !== undefined);
  if (unfit) {
    throw invalid(
      `--${unfit} only works on a system that Proofload starts, and --target names one that is already running.`,
      `Use one of the two.`,
    );
  }
  // Checked before anything else reads it: in a misread address, the host may be a part of the password.
  if (/[@?#]/.test(target))
    throw invalid(
      '--target may only have a host, a port and a path.',
      'For example: --target http://127.0.0.1:8080',
    );
  requireAllowedTarget(target, allowedHosts);
  const url = new URL(target);
  if (world === undefined) {
    throw invalid(
      '--target needs the users of that system and their sessions.',
      'Name the file that its seed wrote: --world world.json',
    );
  }
  const worldFile = resolve(world);
  const { userCount } = await readWorld(worldFile, slug);
  return {
    baseUrl: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    world: { file: worldFile, userCount },
    metrics: metrics.map((text, index) => metricsOf(text, env, `server-${index + 1}`)),
    allowedHosts,
  };
}

function metricsOf(text: string, env: Environment, name: string): ScrapedServer {
  const [, address, ownToken] = METRICS.exec(text) ?? [];
  const hint = `Put the token of all servers into METRICS_TOKEN, or give each its own: --metrics 'http://127.0.0.1:3001=\${TOKEN}'`;
  if (!address || !URL.canParse(address))
    throw invalid('--metrics needs the address of a server: a host, a port and a path.', hint);
  // A command line is in the list of processes, for everybody on the machine.
  if (ownToken !== undefined && !refersToEnvironment(ownToken))
    throw invalid(`--metrics ${address} has its token written out.`, hint);
  const token =
    ownToken === undefined ? env.METRICS_TOKEN : filledFromEnvironment(ownToken, env, '--metrics');
  if (!token) throw invalid(`--metrics ${address} has no token.`, hint);
  if (!TOKEN.test(token))
    throw invalid(
      `The token of --metrics ${address} has characters that are not allowed in an HTTP header.`,
      hint,
    );
  return { name, url: address.replace(/\/(metrics)?$/, ''), metricsToken: token };
}

function invalid(sentence: string, hint: string): ProofloadError {
  return new ProofloadError('INVALID_OPTION', sentence, hint);
}
