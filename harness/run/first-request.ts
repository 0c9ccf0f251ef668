import { join } from 'node:path';
import { refusalOf } from '../load/first-answer.ts';
import { sendFirstRequest } from '../load/k6/first-request.ts';
import type { RunFolder } from '../store/index.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import { generatorClient } from './generator-client.ts';
import type { RunOptions } from './run.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** The platform's first request as k6 sends it, made before anything is started. */
export function firstRequestBundleOf(folder: RunFolder): string {
  return join(folder.k6Folder, 'first-request.js');
}

/**
 * Makes sure that the load's own client, from where its users come, gets a correct answer, before anything is measured. A system with
 * planted defects is not asked: what it answers then is for the load to show.
 * @throws ProofloadError TARGET_UNREACHABLE, or PART_NOT_READY of a system that was built here; GENERATOR_FAILED
 */
export async function requireFirstAnswer(
  { plantedDefects, env, signal, onProgress }: RunOptions,
  folder: RunFolder,
  supervisor: Supervisor,
  system: SystemUnderTest,
  k6: string,
): Promise<void> {
  if (Object.keys(plantedDefects).length > 0) return;
  onProgress({ kind: 'begin', step: 'answer', label: 'sending one request through k6' });
  const client = generatorClient(system, k6, folder, env);
  const { answer, from } = await sendFirstRequest({
    ...client,
    supervisor,
    bundleFile: firstRequestBundleOf(folder),
    signal,
  });
  const refusal = refusalOf(answer, client.baseUrl, from);
  if (refusal !== null) throw system.wrongAnswer(refusal);
  onProgress({
    kind: 'end',
    step: 'answer',
    detail: `${client.baseUrl} answers k6 as a user expects`,
  });
}
