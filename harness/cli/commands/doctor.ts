import { resolve } from 'node:path';
import { Command } from 'commander';
import { EXIT } from '../../model/errors.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { loadPlatform, platformSlugs } from '../../run/load-platform.ts';
import { renderDoctor } from '../doctor-summary.ts';
import { printJson } from '../print-json.ts';
import { programFindings } from '../program-findings.ts';
import type { Shell } from '../shell.ts';
import { styleOf } from '../style.ts';

type DoctorOptions = { out: string; json?: true };

export function doctorCommand(shell: Shell): Command {
  return new Command('doctor')
    .description(
      'Shows which programs a run would use, and which loads this machine can carry: cores, memory, open files, ports, disk, clock. Says how to fix what falls short. Installs nothing.',
    )
    .argument('[platform...]', `which platforms (default: ${platformSlugs().join(', ')})`)
    .option('--out <dir>', 'where run folders would go', 'runs')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText('after', `\nExample:\n  ${proofloadCommand('doctor')}\n`)
    .action((slugs: string[], options: DoctorOptions) => doctor(shell, slugs, options));
}

async function doctor(shell: Shell, slugs: string[], { out, json }: DoctorOptions): Promise<void> {
  const platforms = await Promise.all((slugs.length > 0 ? slugs : platformSlugs()).map(loadPlatform));
  const { examine } = await import('../../run/fit/examine.ts'); // slow to load
  const { programs, canRun } = await programFindings(shell.env);
  const output = {
    kind: 'doctor' as const,
    programs,
    ...(await examine(platforms, shell.env, resolve(out))),
  };
  if (json) printJson(shell, output);
  else shell.stdout.draw(renderDoctor(output, styleOf(shell)));
  if (!canRun || !output.platformLoads.some(({ isEnough }) => isEnough)) shell.exitWith(EXIT.environment);
}
