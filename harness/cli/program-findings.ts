import { asProofloadError } from '../model/any-error.ts';
import type { CommandOutput } from '../model/command-output.ts';
import { givenStoresIn, type PartsOfTopology, programsOf } from '../system/planned-parts.ts';
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

/** The programs of documented systems, in the order in which they are shown, and the variable that makes one unnecessary. */
const PROGRAMS_OF_SYSTEMS = [
  { name: 'PostgreSQL', program: 'postgres', find: findPostgres, instead: 'DATABASE_URL' },
  { name: 'Redis', program: 'redis', find: findRedis, instead: 'REDIS_URL' },
  { name: 'nginx', program: 'nginx', find: findNginx, instead: null },
  { name: 'PgBouncer', program: 'pgbouncer', find: findPgbouncer, instead: null },
  { name: 'versitygw', program: 'versitygw', find: findVersitygw, instead: 'S3_ENDPOINT' },
] as const;

/**
 * The programs that a run would use here, and what is wrong with variables.
 * @param topologies the systems that a run may start; empty: it uses one that is running already
 * @returns `canRun`: the variables and what every one of the systems needs can be used
 */
export async function programFindings(
  env: Environment,
  topologies: readonly PartsOfTopology[],
): Promise<{ programs: Finding[]; canRun: boolean }> {
  const given = givenStoresIn(env);
  const ofSystems = topologies.length === 0 ? [] : PROGRAMS_OF_SYSTEMS;
  const programs = await Promise.all([
    finding('k6', findK6(env)),
    ...ofSystems.map(({ name, find, instead }) =>
      finding(name, instead !== null && env[instead] ? instead : find(env)),
    ),
  ]);
  const neededBy = topologies.map((topology) => programsOf([topology], given));
  const optional: string[] = ofSystems
    .filter(({ program }) => !neededBy.every((needed) => needed.includes(program)))
    .map(({ name }) => name);
  programs.push(...environmentFindings(env));
  return {
    programs,
    canRun: programs.every(({ name, isUsable }) => isUsable || optional.includes(name)),
  };
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
