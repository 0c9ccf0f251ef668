import { resolve } from 'node:path';
import { Command } from 'commander';
import { ProofloadError } from '../../model/errors.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { defaultPlatform, loadPlatform, platformSlugs } from '../../run/load-platform.ts';
import { clearDead } from '../clear-dead.ts';
import { PLANTS } from '../options.ts';
import { exitCodeOfOutcome, printOutcomes } from '../outcome.ts';
import { outsideTarget } from '../outside-options.ts';
import { requireUsable } from '../own-environment.ts';
import type { Shell } from '../shell.ts';
import { DATASET_HELP } from '../sizes.ts';
import { verifyOne } from '../verify-one.ts';
import { planOf, type VerifyOptions } from '../verify-plan.ts';
import { verifySeveral } from '../verify-several.ts';

export function verifyCommand(shell: Shell): Command {
  return new Command('verify')
    .description('Builds a platform, loads it, and judges every target of its design document.')
    .argument(
      '[platform...]',
      `which platforms (${platformSlugs().join(', ')}), or the path of one of your own`,
    )
    .option('--all', 'every platform, one after the other, with an index of their reports')
    .option('--quick', 'fewer users, less data and short phases: an answer in 90 seconds')
    .option('--users <n>', 'concurrent users in the closed load')
    .option(
      '--users-per-vu <n>',
      'users that one virtual user of k6 plays: with more than 1 they share an address and a connection, and take less memory',
      '1',
    )
    .option('--dataset <n>', `${DATASET_HELP} (default: in proportion to --users)`)
    .option('--rate <n>', 'requests a second of the open load')
    .option('--seed <n>', 'random seed of data and traffic', '1')
    .option('--port <n>', 'port of the balancer (default: a free one)')
    .option('--out <dir>', 'where run folders go', 'runs')
    .option('--plant <defect...>', `plant a defect, to prove that the verdict can fail: ${PLANTS}`)
    .option('--target <url>', 'judge a system that is already running, instead of building one')
    .option('--world <file>', 'with --target: its users and their sessions, as its seed wrote them')
    .option(
      '--metrics <url=token...>',
      "with --target: the addresses of its servers' /metrics; METRICS_TOKEN can hold one token for all",
    )
    .option('--allow-host <host...>', 'with --target: hosts other than this machine that may be loaded')
    .option('--live', 'show the run on a local page while it goes on, and where each target stands')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `
Examples:
  ${proofloadCommand(`verify ${defaultPlatform()} --users 5000 --rate 800`)}
  ${proofloadCommand('verify --all')}
  ${proofloadCommand('verify --quick --target http://127.0.0.1:8080 --world world.json')}
`,
    )
    .action((slugs: string[], options: VerifyOptions) => verify(shell, slugs, options));
}

async function verify(shell: Shell, slugs: string[], options: VerifyOptions): Promise<void> {
  requireUsable(shell.env);
  const chosen = options.all ? platformSlugs() : slugs.length > 0 ? slugs : [defaultPlatform()];
  const platforms = await Promise.all(chosen.map(loadPlatform));
  if (options.target !== undefined && platforms.length > 1) {
    throw new ProofloadError(
      'INVALID_OPTION',
      '--target is one system, so it needs exactly one platform.',
      `Name one: ${platformSlugs().join(', ')}.`,
    );
  }
  const outside = await outsideTarget(options, shell.env, platforms[0]!.slug);
  const plans = platforms.map((platform) => planOf(platform, options, outside));
  await clearDead(shell, resolve(options.out));
  if (options.all || plans.length > 1) return verifySeveral(shell, plans, options);

  const finished = await verifyOne(shell, plans[0]!, options);
  if (options.json) printOutcomes(shell, [finished]);
  shell.exitWith(exitCodeOfOutcome(finished.verdict));
}
