import type { DataCheck } from '../model/run.ts';
import type { RunFolder } from '../store/index.ts';
import { reachingDatabase } from '../system/postgres/database.ts';
import { readingObjects } from '../system/storage/store-client.ts';
import { checkAcknowledgements } from '../telemetry/acknowledgements.ts';
import { checkStoredFiles } from '../telemetry/stored-files.ts';
import type { RunOptions } from './run.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** A key that no platform uses: nothing is stored there. */
const NO_KEY = 'proofload/rehearsal';

/**
 * Reads from the object store like the check after the load, so that one that cannot be read is found before it.
 * @throws ProofloadError OBJECT_STORE_UNREACHABLE
 */
export async function rehearseStoredFiles(
  { storedFiles }: RunOptions['platform'],
  { objectStore }: SystemUnderTest,
): Promise<void> {
  if (storedFiles && objectStore) await readingObjects(objectStore.address, ({ digest }) => digest(NO_KEY));
}

/**
 * Checks that everything that was acknowledged is in the database and in the object store.
 * @throws ProofloadError DATABASE_UNREACHABLE, OBJECT_STORE_UNREACHABLE, PLATFORM_SQL_INVALID
 */
export async function checkData(
  { platform, onProgress }: RunOptions,
  { k6Folder }: RunFolder,
  { observed: { database }, objectStore }: SystemUnderTest,
): Promise<DataCheck[]> {
  const { dataChecks = [], storedFiles } = platform;
  const checks: DataCheck[] = [];
  const checksDatabase = database && dataChecks.length > 0;
  if (!checksDatabase && !(objectStore && storedFiles)) return checks;
  onProgress({ kind: 'begin', step: 'checks', label: 'checking that every acknowledged write is there' });
  if (checksDatabase) {
    const { databaseUrl } = database;
    const ofDatabase = await reachingDatabase(databaseUrl, () =>
      checkAcknowledgements({ databaseUrl, k6Folder, checks: dataChecks }),
    );
    checks.push(...ofDatabase);
  }
  if (objectStore && storedFiles) {
    const { kind } = storedFiles;
    const ofFiles = await readingObjects(objectStore.address, ({ digest }) =>
      checkStoredFiles({ digest, k6Folder, kind }),
    );
    checks.push(ofFiles);
  }
  onProgress({ kind: 'end', step: 'checks', detail: describe(checks) });
  return checks;
}

function describe(checks: readonly DataCheck[]): string {
  const wrong = checks.reduce((sum, check) => sum + check.lost + check.duplicated, 0);
  const all = checks.reduce((sum, check) => sum + check.acknowledged, 0).toLocaleString('en');
  return wrong === 0
    ? `all ${all} acknowledged writes are there, once`
    : `${wrong.toLocaleString('en')} of ${all} acknowledged writes are lost or doubled`;
}
