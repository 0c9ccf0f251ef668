import { Command } from 'commander';
import { asProofloadError } from '../../model/any-error.ts';
import { EXIT } from '../../model/errors.ts';
import { formatBytes, formatCores } from '../../model/format.ts';
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
import type { Shell } from '../shell.ts';

export function doctorCommand(shell: Shell): Command {
  return new Command('doctor')
    .description('Shows which programs a run would use and what is missing here. Installs nothing.')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText('after', '\nExample:\n  npm start -- doctor\n')
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
        shell.stdout.writeJson({ schemaVersion: 1, programs: findings, machine });
      } else {
        shell.stdout.write(
          `    ${'Machine'.padEnd(11)} ${formatCores(machine.cores)} and ${formatBytes(machine.memoryBytes)} of memory usable, ${formatBytes(machine.availableBytes)} available now\n`,
        );
        for (const { name, found, detail } of findings) {
          shell.stdout.write(`  ${found ? '✓' : '✗'} ${name.padEnd(11)} ${printable(detail)}\n`);
        }
      }
      if (needed.some(({ found }) => !found)) shell.exitWith(EXIT.environment);
    });
}

/** What is wrong with the environment variables; null if nothing is. */
function environmentFinding(env: Shell['env']): Finding | null {
  try {
    requireUsable(env);
    return null;
  } catch (error) {
    const { message, hint } = asProofloadError(error);
    return { name: 'Variables', found: false, detail: `${message} ${hint}` };
  }
}

type Finding = { name: string; found: boolean; detail: string };

/** `source` is a search for a program, or the variable that makes it unnecessary. */
async function finding(name: string, source: Promise<Program> | string): Promise<Finding> {
  if (typeof source === 'string') return { name, found: true, detail: `not needed: ${source} is set` };
  try {
    const { path, version, source: where } = await source;
    return { name, found: true, detail: `${version}  ${path} (${where})` };
  } catch (error) {
    const { message, hint } = asProofloadError(error);
    return { name, found: false, detail: `${message} ${hint}` };
  }
}
