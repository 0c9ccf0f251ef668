import { resolve } from 'node:path';
import { Command } from 'commander';
import { EXIT } from '../../model/errors.ts';
import { proofloadCommand } from '../../model/installation.ts';
import type { LoadedPlatform } from '../../model/platform.ts';
import { ownSystem } from '../../own/own-system.ts';
import type { LoadToExamine } from '../../run/fit/load-needs.ts';
import { loadPlatform, platformSlugs } from '../../run/load-platform.ts';
import { renderDoctor } from '../doctor-summary.ts';
import { type OwnOptions, ownConfig } from '../own-options.ts';
import { printJson } from '../print-json.ts';
import { programFindings } from '../program-findings.ts';
import type { Shell } from '../shell.ts';
import { type SizeOptions, sizesOf } from '../sizes.ts';
import { styleOf } from '../style.ts';

type DoctorOptions = Pick<OwnOptions, 'config' | 'url' | 'thinkTime' | 'duration'> &
  Pick<SizeOptions, 'users' | 'rate'> & { out: string; json?: true };

/** What is to be loaded. `userCount`: how many users exist in a system that is running already; null: as many as are wanted */
type Loaded = { platform: LoadedPlatform; userCount: number | null };

export function doctorCommand(shell: Shell): Command {
  return new Command('doctor')
    .description(
      'Shows which programs a run would use, and which loads this machine can carry: cores, memory, open files, ports, disk, clock. Says how to fix what falls short. Installs nothing, and sends nothing.',
    )
    .argument(
      '[platform...]',
      `which platforms (default: the system of a proofload.config.ts in this folder, or else ${platformSlugs().join(', ')})`,
    )
    .option('--config <file>', 'the load of the system that a proofload.config.ts describes')
    .option('--url <url>', 'the load of any HTTP service, with --rate or --users')
    .option('--users <n>', 'concurrent users in the closed load')
    .option('--rate <n>', 'requests a second of the open load')
    .option('--think-time <time>', 'with --url or a config: mean time between two requests of a user')
    .option('--duration <time>', 'with --url or a config: how long each load is judged, like 2m')
    .option('--out <dir>', 'where run folders would go', 'runs')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `\nExamples:\n  ${proofloadCommand('doctor')}\n  ${proofloadCommand('doctor --url http://127.0.0.1:3000/api/items --rate 500')}\n`,
    )
    .action((slugs: string[], options: DoctorOptions) => doctor(shell, slugs, options));
}

async function doctor(shell: Shell, slugs: string[], options: DoctorOptions): Promise<void> {
  const systems = await loadedSystems(slugs, options);
  const loads = systems.flatMap((system) => loadsOf(system, options));
  const { examine } = await import('../../run/fit/examine.ts'); // slow to load
  const topologies = systems.flatMap(({ platform }) => platform.documented ?? []);
  const { programs, canRun } = await programFindings(shell.env, topologies);
  const output = {
    kind: 'doctor' as const,
    programs,
    ...(await examine(loads, shell.env, resolve(options.out))),
  };
  if (options.json) printJson(shell, output);
  else shell.stdout.draw(renderDoctor(output, styleOf(shell)));
  if (!canRun || !output.platformLoads.some(({ isEnough }) => isEnough)) shell.exitWith(EXIT.environment);
}

/** A system of one's own, or documented platforms. */
async function loadedSystems(slugs: string[], options: DoctorOptions): Promise<Loaded[]> {
  const read = await ownConfig({
    options: { ...options, seed: '1' },
    platforms: slugs,
    mayPromiseNothing: true,
  });
  if (read) {
    const { platform, world } = ownSystem(read);
    return [{ platform, userCount: world.userCount }];
  }
  const platforms = await Promise.all((slugs.length > 0 ? slugs : platformSlugs()).map(loadPlatform));
  return platforms.map((platform) => ({ platform, userCount: null }));
}

/** That of `--quick`, and the full one. */
function loadsOf({ platform, userCount }: Loaded, options: DoctorOptions): LoadToExamine[] {
  return [true, false].map((isQuick) => ({
    platform,
    isQuick,
    sizes: sizesOf(platform, isQuick ? { ...options, quick: true } : options, userCount),
  }));
}
