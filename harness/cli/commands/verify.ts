import { resolve } from 'node:path';
import { Command } from 'commander';
import { ProofloadError } from '../../model/errors.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { defaultPlatform, loadPlatform, platformSlugs } from '../../run/load-platform.ts';
import { clearDead } from '../clear-dead.ts';
import { commandLineAlone } from '../command-line-alone.ts';
import { PLANTS } from '../options.ts';
import { exitCodeOfOutcome, printOutcomes } from '../outcome.ts';
import { outsideTarget } from '../outside-options.ts';
import { requireUsable } from '../own-environment.ts';
import { ownConfig } from '../own-options.ts';
import { PDF_HELP } from '../pdf.ts';
import type { Shell } from '../shell.ts';
import { DATASET_HELP } from '../sizes.ts';
import { verifyOne } from '../verify-one.ts';
import { verifyOwn } from '../verify-own.ts';
import { outsidePlanOf, planOf, type VerifyOptions } from '../verify-plan.ts';
import { verifySeveral } from '../verify-several.ts';

export function verifyCommand(shell: Shell): Command {
  return new Command('verify')
    .description(
      'Loads a system of your own, or a documented platform that it builds first, and judges every target.',
    )
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
    .option('--rate <n>', 'requests a second of the open load; of a documented platform, arrivals a second')
    .option('--seed <n>', 'random seed of data and traffic', '1')
    .option('--port <n>', 'port of the balancer (default: a free one)')
    .option('--out <dir>', 'where run folders go', 'runs')
    .option('--plant <defect...>', `plant a defect, to prove that the verdict can fail: ${PLANTS}`)
    .option('--url <url>', 'judge any HTTP service, without a file')
    .option(
      '--config <file>',
      'judge the system that a proofload.config.ts describes (default: the one in this folder)',
    )
    .option('--p95 <ms>', 'with --url: promise that 95% of requests are answered within this time')
    .option('--p50 <ms>', 'the same for half of them')
    .option('--p99 <ms>', 'the same for 99%')
    .option(
      '--availability <percent>',
      'with --url: promise that this share of the responses is correct (2xx)',
    )
    .option('--duration <time>', 'with --url or a config: how long each load is judged, like 2m')
    .option('--think-time <time>', 'with --url or a config: mean time between two requests of a user')
    .option('--method <method>', 'with --url: the method of the request (default: GET)')
    .option('--header <header...>', `with --url: 'name: value', where $\{NAME} is an environment variable`)
    .option('--body <text>', 'with --url: the body of the request, or @file')
    .option('--writes', 'with --url or a config: allow requests other than GET and HEAD')
    .option('--dry-run', 'with --url or a config: show what would be sent, and send nothing')
    .option('--target <url>', 'judge a documented platform that is already running, instead of building one')
    .option('--world <file>', 'with --target: its users and their sessions, as its seed wrote them')
    .option(
      '--metrics <url...>',
      "with --target: the addresses of its servers' /metrics, whose token is in METRICS_TOKEN",
    )
    .option('--allow-host <host...>', 'confirm that hosts other than this machine may be loaded')
    .option('--pdf', PDF_HELP)
    .option('--live', 'show the run on a local page while it goes on, and where each target stands')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `
Examples:
  ${proofloadCommand('verify --url http://127.0.0.1:3000/api/items --rate 500 --p95 200 --duration 2m')}
  ${proofloadCommand(`verify ${defaultPlatform()} --users 5000 --rate 800`)}
  ${proofloadCommand('verify --all')}
  ${proofloadCommand('verify --quick --target http://127.0.0.1:8080 --world world.json')}
`,
    )
    .action((slugs: string[], options: VerifyOptions, command: Command) =>
      verify(shell, slugs, options, command),
    );
}

async function verify(
  shell: Shell,
  slugs: string[],
  options: VerifyOptions,
  command: Command,
): Promise<void> {
  requireUsable(shell.env);
  const own = await ownConfig({ options, platforms: slugs });
  if (own) return verifyOwn(shell, own, options);
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
  const plans = platforms.map((platform) =>
    outside ? outsidePlanOf(platform, options, outside) : planOf(platform, options),
  );
  await clearDead(shell, resolve(options.out));
  if (options.all || plans.length > 1) {
    const several = plans.map((plan, i) => ({ plan, commandLine: commandLineAlone(command, chosen[i]!) }));
    return verifySeveral(shell, several, options);
  }

  const finished = await verifyOne(shell, plans[0]!, options);
  if (options.json) printOutcomes(shell, [finished]);
  shell.exitWith(exitCodeOfOutcome(finished.verdict));
}
