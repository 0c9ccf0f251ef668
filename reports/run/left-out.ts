import type { Run } from '../../harness/model/run.ts';

/**
 * Whether what was not observed is left out of the report, instead of being called not measured: of a system that Proofload did not start,
 * a note says once what was observed.
 */
export function leavesOutUnseen({ target, observed }: Pick<Run, 'target' | 'observed'>): boolean {
  return target !== null && observed !== undefined;
}

/** Whether the report has nothing on data kept: what a system of one's own acknowledges is compared with no database. */
export function leavesOutData({ promisedBy }: Pick<Run, 'promisedBy'>): boolean {
  return promisedBy === 'config';
}
