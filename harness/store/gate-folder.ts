import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FailedGate, Gate } from '../model/gate.ts';
import { GateNoise } from '../model/gate-noise.ts';
import { makeFolders, writingTo } from './disk.ts';
import { readDocument, writeDocument } from './documents.ts';
import { FIRST_VERSION } from './migrate.ts';
import { folderTime, GATE_PREFIX, type RunFolder } from './run-folder.ts';
import { isThere, validator } from './validation.ts';

/** The paths of a gate's files. */
export type GateFolder = {
  id: string;
  path: string;
  /** `arms/<base or head>/<run id>`: ordinary run folders */
  armsFolder: string;
  logsFolder: string;
};

const validateGate = validator(Gate);
const validateFailed = validator(FailedGate);
const validateNoise = validator(GateNoise);

/**
 * Makes `<runsFolder>/gate-<time>-<name>-<random>`.
 * @throws ProofloadError DISK_FULL, PATH_UNUSABLE
 */
export async function createGateFolder(
  runsFolder: string,
  { startedAt, name, random }: { startedAt: Date; name: string; random: string },
): Promise<GateFolder> {
  const id = `${GATE_PREFIX}${folderTime(startedAt)}-${name}-${random}`;
  const path = join(resolve(runsFolder), id);
  const folder = { id, path, armsFolder: join(path, 'arms'), logsFolder: join(path, 'logs') };
  await writingTo(path, async () => {
    await makeFolders(folder.armsFolder);
    await mkdir(folder.logsFolder);
  });
  return folder;
}

/**
 * Writes gate.json and the other files of a gate into a folder, which is made if it is missing.
 * @param files text by file name
 * @throws ProofloadError DISK_FULL, PATH_UNUSABLE
 */
export async function writeGate(
  folder: string,
  gate: Gate,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await makeFolders(folder);
  await writeDocument(join(folder, 'gate.json'), validateGate(gate, 'gate.json'));
  await writingTo(folder, () =>
    Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text))),
  );
}

/** Records in the folder of a run that it failed a gate. @throws ProofloadError DISK_FULL, PATH_UNUSABLE */
export function markFailed({ failedGateFile }: RunFolder, { id, kind, headline }: Gate): Promise<void> {
  const failed = { schemaVersion: 1, gateId: id, kind, headline };
  return writeDocument(failedGateFile, validateFailed(failed, failedGateFile));
}

/** Whether a run failed a gate, whatever the record says. @throws ProofloadError RUN_UNREADABLE */
export function hasFailedGate({ failedGateFile }: RunFolder): Promise<boolean> {
  return isThere(failedGateFile);
}

/** Replaces what was measured of the machine's noise. @throws ProofloadError DISK_FULL, PATH_UNUSABLE */
export async function writeNoise(runsFolder: string, noise: GateNoise): Promise<string> {
  await makeFolders(runsFolder);
  const file = noiseFileIn(runsFolder);
  await writeDocument(file, validateNoise(noise, file));
  return file;
}

/** null: it was never measured. @throws ProofloadError RUN_UNREADABLE */
export async function readNoise(runsFolder: string): Promise<GateNoise | null> {
  const file = noiseFileIn(runsFolder);
  if (!(await isThere(file))) return null;
  return validateNoise(await readDocument(file, FIRST_VERSION), file);
}

function noiseFileIn(runsFolder: string): string {
  return join(resolve(runsFolder), 'gate-noise.json');
}
