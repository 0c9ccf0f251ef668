import { resolve } from 'node:path';
import { describeLoads } from '../own/describe-loads.ts';
import { dryRunOf } from '../own/dry-run.ts';
import { metricsOf } from '../own/own-metrics.ts';
import { ownSystem, type ReadConfig, withSecrets } from '../own/own-system.ts';
import { sentParts } from '../own/sent-parts.ts';
import type { OutsideTarget } from '../run/outside-system.ts';
import type { OnOutsideSystem } from '../run/run.ts';
import { clearDead } from './clear-dead.ts';
import { showDryRun } from './dry-run-summary.ts';
import { exitCodeOfOutcome, printOutcomes } from './outcome.ts';
import { confirmedHosts } from './own-hosts.ts';
import { printJson } from './print-json.ts';
import type { Shell } from './shell.ts';
import { verifyOne } from './verify-one.ts';
import { outsidePlanOf, type VerifyOptions, type VerifyPlan } from './verify-plan.ts';

/** Verifies a system of one's own, or shows what would be sent to it. */
export async function verifyOwn(shell: Shell, read: ReadConfig, options: VerifyOptions): Promise<void> {
  if (options.dryRun) {
    const { system, plan } = plannedOwn(read, options);
    const dryRun = dryRunOf({ read, system, profile: plan.profile, env: shell.env });
    if (options.json) printJson(shell, { kind: 'dry-run', dryRun });
    else showDryRun(shell, dryRun);
    return;
  }
  const plan = await confirmedPlan(shell, read, options);
  await clearDead(shell, resolve(options.out));
  const finished = await verifyOne(shell, plan, options);
  if (options.json) printOutcomes(shell, [finished]);
  shell.exitWith(exitCodeOfOutcome(finished.verdict));
}

/** A plan for a system that is running already. */
export type OutsidePlan = Extract<VerifyPlan, OnOutsideSystem>;

/**
 * The plan of a run on a system of one's own, with the values of environment variables in it, and its hosts confirmed.
 * @param urls where it is; default: where the config says
 * @throws ProofloadError TARGET_NOT_ALLOWED, CONFIG_INVALID, INVALID_OPTION
 */
export async function confirmedPlan(
  shell: Shell,
  read: ReadConfig,
  options: VerifyOptions,
  urls: readonly string[] = [read.config.url],
): Promise<OutsidePlan> {
  const { config, where } = read;
  const { system, plan } = plannedOwn(read, options);
  const { platform, world } = system;
  const secret = withSecrets(world, shell.env, where);
  const parts = await sentParts(read);
  const allowedHosts: string[] = [];
  for (const url of urls)
    allowedHosts.push(
      ...(await confirmedHosts(shell, {
        url,
        ownHosts: config.hosts ?? [],
        allowedHosts: options.allowHost ?? [],
        load: describeLoads(plan.profile).join(', '),
      })),
    );
  return {
    ...plan,
    platform,
    target: {
      ...plan.target,
      world: secret,
      sentParts: parts,
      ...(config.dataLabel && { dataLabel: config.dataLabel }),
      metrics: metricsOf(read, shell.env),
      allowedHosts,
    },
  };
}

function plannedOwn(read: ReadConfig, options: VerifyOptions) {
  const system = ownSystem(read);
  const { platform, world } = system;
  const target: OutsideTarget = {
    baseUrl: baseUrlOf(read.config.url),
    world,
    metrics: [],
    processes: read.config.telemetry?.processes ?? [],
    allowedHosts: [],
  };
  return { system, plan: outsidePlanOf(platform, options, target) };
}

/** Without a slash at its end, and without what follows the path. */
export function baseUrlOf(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
