import { asProofloadError } from '../model/any-error.ts';
import type { CommandOutput } from '../model/command-output.ts';
import {
  type Environment,
  findK6,
  findNginx,
  findPgbouncer,
  findPostgres,
  findRedis,
  findVersitygw,
  type Program,
} from '../system/programs/programs.ts';
import { requireUsable } from './own-environment.ts';

type Finding = Extract<CommandOutput, { kind: 'doctor' }>['programs'][number];

/** The programs that a run would use here, and what is wrong with variables. `canRun`: those that every system needs can be used. */
export async function programFindings(env: Environment): Promise<{ programs: Finding[]; canRun: boolean }> {
  const needed = await Promise.all([
    finding('k6', findK6(env)),
    finding('PostgreSQL', env.DATABASE_URL ? 'DATABASE_URL' : findPostgres(env)),
    finding('Redis', env.REDIS_URL ? 'REDIS_URL' : findRedis(env)),
    finding('nginx', findNginx(env)),
  ]);
  needed.push(...environmentFindings(env));
  const ofSome = [
    await finding('PgBouncer', findPgbouncer(env)),
    await finding('versitygw', env.S3_ENDPOINT ? 'S3_ENDPOINT' : findVersitygw(env)),
  ];
  return { programs: [...needed, ...ofSome], canRun: needed.every(({ isUsable }) => isUsable) };
}

function environmentFindings(env: Environment): Finding[] {
  try {
    requireUsable(env);
    return [];
  } catch (error) {
    return [notUsable('Variables', error)];
  }
}

/** `source` is a search for a program, or the variable that makes it unnecessary. */
async function finding(name: string, source: Promise<Program> | string): Promise<Finding> {
  if (typeof source === 'string')
    return { name, isUsable: true, finding: `not needed: ${source} is set`, hint: null };
  try {
    const { path, version, source: where } = await source;
    return { name, isUsable: true, finding: `${version}, ${path} (${where})`, hint: null };
  } catch (error) {
    return notUsable(name, error);
  }
}

function notUsable(name: string, error: unknown): Finding {
  const { message, hint } = asProofloadError(error);
  return { name, isUsable: false, finding: message, hint };
}
