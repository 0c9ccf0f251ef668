import { formatBytes, formatCores, formatNumber } from '../model/format.ts';
import type { Run } from '../model/run.ts';

/** What two runs must have in common to be compared although they were made at different times. */
export type FingerprintPart = 'machine' | 'data' | 'scenario';

/** Something in which two runs differ. `text` is for people: "4 cores instead of 2". */
export type FingerprintDifference = { part: FingerprintPart; text: string };

/** The same machine, rebooted, may report a little more or less memory. */
const SAME_MEMORY_SHARE = 0.02;

/** Of many parts that differ, the first are named. */
const MOST_PARTS = 3;

/** What of a run is its fingerprint. */
export type Printed = Pick<
  Run,
  'platform' | 'scenario' | 'sentParts' | 'dataLabel' | 'profile' | 'provenance'
>;

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
  const texts = [];
  const [before, now] = [earlier.provenance.datasetFingerprint, run.provenance.datasetFingerprint];
  if (before !== now)
    texts.push(`data set ${now?.slice(0, 12) ?? 'unknown'} instead of ${before?.slice(0, 12) ?? 'unknown'}`);
  if (earlier.dataLabel !== run.dataLabel)
    texts.push(`${labelInWords(run)} instead of ${labelInWords(earlier)}`);
  return texts.map((text) => ({ part: 'data', text }));
}

function labelInWords({ dataLabel }: Printed): string {
  return dataLabel === undefined ? 'no label' : `"${dataLabel}"`;
}

/**
 * What a comparison with earlier runs must say about a run's data; null: they are known, by the fingerprint of a seed or the label of a config. What is not
 * known of either run counts as equal.
 */
export function noteOnData({
  provenance,
  dataLabel,
  promisedBy,
}: Pick<Run, 'provenance' | 'dataLabel' | 'promisedBy'>): string | null {
  if (provenance.datasetFingerprint !== null || dataLabel !== undefined) return null;
  const remedy =
    promisedBy === 'config' ? ' Give them a dataLabel in the config, and another one when they change.' : '';
  return `Whether the data have changed since the earlier runs is not known.${remedy}`;
}

function scenarioDifferences(earlier: Printed, run: Printed): FingerprintDifference[] {
  return scenarioTexts(earlier, run).map((text) => ({ part: 'scenario', text }));
}

function scenarioTexts(earlier: Printed, run: Printed): string[] {
  if (earlier.platform !== run.platform) return [`${run.platform} instead of ${earlier.platform}`];
  if (earlier.scenario !== run.scenario) return [`scenario ${run.scenario} instead of ${earlier.scenario}`];
  const isSameLoad = JSON.stringify(earlier.profile) === JSON.stringify(run.profile);
  return [...(isSameLoad ? [] : ['another load']), ...sentTexts(earlier.sentParts, run.sentParts)];
}

/** What a config has sent differently. A run that did not record it may have sent anything. */
function sentTexts(before: Run['sentParts'], now: Run['sentParts']): string[] {
  if (before === undefined && now === undefined) return []; // of a documented platform, or both from a version without it
  if (before === undefined || now === undefined) return ['what was sent is not known of both'];
  const names = Object.keys(now);
  const texts = [
    ...names
      .filter((name) => Object.hasOwn(before, name) && before[name] !== now[name])
      .map((name) => `${name} was changed`),
    ...names.filter((name) => !Object.hasOwn(before, name)).map((name) => `${name} is new`),
    ...Object.keys(before)
      .filter((name) => !Object.hasOwn(now, name))
      .map((name) => `${name} is gone`),
  ];
  const more = texts.length - MOST_PARTS;
  return more > 0 ? [...texts.slice(0, MOST_PARTS), `${formatNumber(more)} more`] : texts;
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
