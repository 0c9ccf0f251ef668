import { formatBytes, formatCores } from '../model/format.ts';
import type { Run } from '../model/run.ts';

/** What two runs must have in common to be compared although they were made at different times. */
export type FingerprintPart = 'machine' | 'data' | 'scenario';

/** Something in which two runs differ. `text` is for people: "4 cores instead of 2". */
export type FingerprintDifference = { part: FingerprintPart; text: string };

/** The same machine, rebooted, may report a little more or less memory. */
const SAME_MEMORY_SHARE = 0.02;

type Printed = Pick<Run, 'platform' | 'scenario' | 'profile' | 'provenance'>;

/**
 * In which of machine, data and scenario a run differs from an earlier one; empty: in none. Not compared are versions, settings and topology, for a
 * change of the system is what a gate is to notice.
 */
export function differencesFrom(earlier: Printed, run: Printed): FingerprintDifference[] {
  return [
    ...machineDifferences(earlier, run),
    ...dataDifferences(earlier, run),
    ...scenarioDifferences(earlier, run),
  ];
}

function machineDifferences(earlier: Printed, run: Printed): FingerprintDifference[] {
  const [before, now] = [earlier.provenance.machine, run.provenance.machine];
  const texts = [];
  if (before.cpuModel !== now.cpuModel) texts.push(`${now.cpuModel} instead of ${before.cpuModel}`);
  if (before.cores !== now.cores)
    texts.push(`${formatCores(now.cores)} instead of ${formatCores(before.cores)}`);
  if (Math.abs(before.memoryBytes / now.memoryBytes - 1) > SAME_MEMORY_SHARE)
    texts.push(`${formatBytes(now.memoryBytes)} of memory instead of ${formatBytes(before.memoryBytes)}`);
  return texts.map((text) => ({ part: 'machine', text }));
}

function dataDifferences(earlier: Printed, run: Printed): FingerprintDifference[] {
  const [before, now] = [earlier.provenance.datasetFingerprint, run.provenance.datasetFingerprint];
  return before === now
    ? []
    : [
        {
          part: 'data',
          text: `data set ${now?.slice(0, 12) ?? 'unknown'} instead of ${before?.slice(0, 12) ?? 'unknown'}`,
        },
      ];
}

function scenarioDifferences(earlier: Printed, run: Printed): FingerprintDifference[] {
  const texts = [];
  if (earlier.platform !== run.platform) texts.push(`${run.platform} instead of ${earlier.platform}`);
  else if (earlier.scenario !== run.scenario)
    texts.push(`scenario ${run.scenario} instead of ${earlier.scenario}`);
  else if (JSON.stringify(earlier.profile) !== JSON.stringify(run.profile)) texts.push('another load');
  return texts.map((text) => ({ part: 'scenario', text }));
}

/** "The machine differs (4 cores instead of 2); the data differ (...)." */
export function differencesInWords(differences: readonly FingerprintDifference[]): string {
  const NAMES: Record<FingerprintPart, string> = {
    machine: 'the hardware differs',
    data: 'the data differ',
    scenario: 'the scenario differs',
  };
  const parts = Map.groupBy(differences, ({ part }) => part);
  const words = [...parts].map(([part, of]) => `${NAMES[part]} (${of.map(({ text }) => text).join(', ')})`);
  return words.join('; ');
}
