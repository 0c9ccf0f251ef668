import { resolve } from 'node:path';
import { describeLoads } from '../own/describe-loads.ts';
import { dryRunOf } from '../own/dry-run.ts';
import { metricsOf } from '../own/own-metrics.ts';
import { ownSystem, type ReadConfig, withSecrets } from '../own/own-system.ts';
import type { OutsideTarget } from '../run/outside-system.ts';
import { clearDead } from './clear-dead.ts';
import { showDryRun } from './dry-run-summary.ts';
import { exitCodeOfOutcome, printOutcome } from './outcome.ts';
import { confirmedHosts } from './own-hosts.ts';
import type { Shell } from './shell.ts';
import { verifyOne } from './verify-one.ts';
import { outsidePlanOf, type VerifyOptions } from './verify-plan.ts';

/** Verifies a system of one's own, or shows what would be sent to it. */
export async function verifyOwn(shell: Shell, read: ReadConfig, options: VerifyOptions): Promise<void> {
  const { config, where } = read;
  const { platform, world } = ownSystem(read);
  const target: OutsideTarget = {
    baseUrl: baseUrlOf(config.url),
    world,
    metrics: [],
    processes: config.telemetry?.processes ?? [],
    allowedHosts: [],
  };
  const plan = outsidePlanOf(platform, options, target);
  if (options.dryRun) {
    const dryRun = dryRunOf({ read, world, profile: plan.profile, env: shell.env });
    if (options.json) shell.stdout.writeJson({ schemaVersion: 1, dryRun });
    else showDryRun(shell, dryRun);
    return;
  }
  const secret = withSecrets(world, shell.env, where);
  const allowedHosts = await confirmedHosts(shell, {
    url: config.url,
    ownHosts: config.hosts ?? [],
    allowedHosts: options.allowHost ?? [],
    load: describeLoads(plan.profile).join(', '),
  });
  await clearDead(shell, resolve(options.out));
  const finished = await verifyOne(
    shell,
    {
      ...plan,
      platform,
      target: { ...target, world: secret, metrics: metricsOf(read, shell.env), allowedHosts },
    },
    options,
  );
  if (options.json) printOutcome(shell, finished);
  shell.exitWith(exitCodeOfOutcome(finished.verdict));
}

function baseUrlOf(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
