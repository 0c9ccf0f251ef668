import { Command } from 'commander';
import { asProofloadError } from '../../model/any-error.ts';
import { EXIT } from '../../model/errors.ts';
import { formatBytes, formatCores } from '../../model/format.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { printable } from '../../program/printable.mjs';
import {
  findK6,
  findNginx,
  findPgbouncer,
  findPostgres,
  findRedis,
  findVersitygw,
  type Program,
} from '../../system/programs/programs.ts';
import { readMachineLimits } from '../../telemetry/machine-limits.ts';
import { requireUsable } from '../own-environment.ts';
import { printJson } from '../print-json.ts';
import type { Shell } from '../shell.ts';

export function doctorCommand(shell: Shell): Command {
  return new Command('doctor')
    .description('Shows which programs a run would use and what is missing here. Installs nothing.')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText('after', `\nExample:\n  ${proofloadCommand('doctor')}\n`)
    .action(async (options: { json?: true }) => {
      const { env } = shell;
      const { cores, memoryBytes, availableBytes } = readMachineLimits();
      const machine = { cores, memoryBytes, availableBytes };
      const needed = await Promise.all([
        finding('k6', findK6(env)),
        finding('PostgreSQL', env.DATABASE_URL ? 'DATABASE_URL' : findPostgres(env)),
        finding('Redis', env.REDIS_URL ? 'REDIS_URL' : findRedis(env)),
        finding('nginx', findNginx(env)),
      ]);
      const ofVariables = environmentFinding(env);
      if (ofVariables) needed.push(ofVariables);
      // Only some systems need these, so a missing one is reported but is not a failure.
      const findings = [
        ...needed,
        await finding('PgBouncer', findPgbouncer(env)),
        await finding('versitygw', env.S3_ENDPOINT ? 'S3_ENDPOINT' : findVersitygw(env)),
      ];
      if (options.json) {
        printJson(shell, { kind: 'doctor', programs: findings, machine });
      } else {
        shell.stdout.write(
          `    ${'Machine'.padEnd(11)} ${formatCores(machine.cores)} and ${formatBytes(machine.memoryBytes)} of memory usable, ${formatBytes(machine.availableBytes)} available now\n`,
        );
        for (const { name, isUsable, finding, hint } of findings) {
          const what = printable(hint === null ? finding : `${finding} ${hint}`);
          shell.stdout.write(`  ${isUsable ? '✓' : '✗'} ${name.padEnd(11)} ${what}\n`);
        }
      }
      if (needed.some(({ isUsable }) => !isUsable)) shell.exitWith(EXIT.environment);
    });
}

/** What is wrong with the environment variables; null if nothing is. */
function environmentFinding(env: Shell['env']): Finding | null {
  try {
    requireUsable(env);
    return null;
  } catch (error) {
    return notUsable('Variables', error);
  }
}

type Finding = { name: string; isUsable: boolean; finding: string; hint: string | null };

/** `source` is a search for a program, or the variable that makes it unnecessary. */
async function finding(name: string, source: Promise<Program> | string): Promise<Finding> {
  if (typeof source === 'string')
    return { name, isUsable: true, finding: `not needed: ${source} is set`, hint: null };
  try {
    const { path, version, source: where } = await source;
    return { name, isUsable: true, finding: `${version}  ${path} (${where})`, hint: null };
  } catch (error) {
    return notUsable(name, error);
  }
}

function notUsable(name: string, error: unknown): Finding {
  const { message, hint } = asProofloadError(error);
  return { name, isUsable: false, finding: message, hint };
}
