import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rehearsal, RehearsalLine, Rehearsed } from '../../model/traffic.ts';
import { sourceModule } from '../../program/source-module.ts';
import { writingTo } from '../../store/disk.ts';
import { planOnce } from '../plan.ts';
import { type AskOptions, askWithK6, taskFailed } from './ask.ts';
import { bundleScenario } from './bundle.ts';

const REHEARSAL = sourceModule(join(import.meta.dirname, '../../../scenarios/lib/own'), 'rehearsal');
/** Users who send at the same time: a system is not loaded by it. */
const MOST_AT_ONCE = 10;

export type RehearseOptions = Omit<
  AskOptions,
  'bundleFile' | 'plan' | 'consoleFile' | 'worldFile' | 'name'
> & {
  rehearsal: Rehearsal;
  /** where values and what was captured are kept meanwhile: a folder that nobody else can read and that is removed */
  privateFolder: string;
};

/**
 * Sends requests one after the other as users of a load would, and returns what came back, in order. They count in no figure.
 * @throws ProofloadError GENERATOR_FAILED, TARGET_NOT_ALLOWED; the signal's reason when it aborts
 */
export async function rehearse({
  rehearsal,
  privateFolder,
  ...options
}: RehearseOptions): Promise<Rehearsed[]> {
  const fileOf = (name: string) => join(privateFolder, name);
  const [worldFile, consoleFile, bundleFile] = [
    fileOf('rehearsal.json'),
    fileOf('rehearsed.ndjson'),
    join(options.folder, 'rehearsal.js'),
  ];
  const owner = { mode: 0o600 };
  await writingTo(worldFile, () => writeFile(worldFile, JSON.stringify(rehearsal), owner));
  await writingTo(consoleFile, () => writeFile(consoleFile, '', owner));
  await bundleScenario(REHEARSAL, bundleFile);
  const users = rehearsal.users.length;
  const plan = planOnce('rehearsal', Math.min(users, MOST_AT_ONCE), users, rehearsal.sequences.flat().length);
  const logFile = await askWithK6({
    ...options,
    name: 'rehearsal',
    bundleFile,
    worldFile,
    plan,
    consoleFile,
  });
  const lines = (await readFile(consoleFile, 'utf8')).split('\n').filter((line) => line !== '');
  const written = lines.map((line) => JSON.parse(line) as RehearsalLine);
  if (written.filter((line) => 'endOfUser' in line).length < users)
    throw await taskFailed(options.task, logFile);
  const rehearsed = written.flatMap((line) => ('request' in line ? [line.request] : []));
  return rehearsed.toSorted((a, b) => a.user - b.user || a.sequence - b.sequence);
}
