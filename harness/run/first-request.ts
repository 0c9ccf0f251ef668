import { join } from 'node:path';
import { refusalOf } from '../load/first-answer.ts';
import { sendFirstRequest } from '../load/k6/first-request.ts';
import type { RunFolder } from '../store/index.ts';
import type { Supervisor } from '../system/supervision/supervisor.ts';
import { generatorClient } from './generator-client.ts';
import type { RunOptions } from './run.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** The file of the bundled first request, which is made before anything is started. */
export function firstRequestBundleOf(folder: RunFolder): string {
  return join(folder.k6Folder, 'first-request.js');
}

/**
 * Makes sure, before anything is measured, that the load's own client gets a correct answer when it sends from a user's address. A system
 * with planted defects is not asked: its answers are for the load to judge.
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
  const refusal = refusalOf(answer, client.baseUrl, from, system.named);
  if (refusal !== null) throw system.wrongAnswer(refusal);
  onProgress({
    kind: 'end',
    step: 'answer',
    detail: `${client.baseUrl} answers k6 as a user expects`,
  });
}
