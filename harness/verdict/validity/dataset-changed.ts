import { formatMeasure } from '../../model/format.ts';
import { isObserved } from '../../model/observed-sources.ts';
import type { DatasetState, Run } from '../../model/run.ts';
import { check, held, type RunCheck, unknown, violated } from './check.ts';
import { doubtOf } from './doubts.ts';

/**
 * Was the system tested on the data that the run declares? Tables that the load does not change must have the same rows after it as before,
 * and no table may have lost rows. The rows of a large table are estimated, not counted: an estimate detects another data set, but not a
 * few missing rows.
 */
export const datasetChanged: RunCheck = (run) => {
  const subject = check('dataset-changed', null);
  const limits = { bound: 0, unit: 'tables' };
  const { before, after } = run.integrity?.dataset ?? {};
  if (!before && !isObserved(run, 'data')) return null;
  if (!before || !after) {
    return unknown(subject, limits, 'The data set was not checked both before and after the load.');
  }
  const problems = [...undeclared(run, before), ...changesBetween(before, after)];
  const figures = { ...limits, actual: problems.length };
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  if (problems.length > 0) {
    return violated(
      subject,
      figures,
      `The data set is not the one that the run declares: ${problems[0]}${more}.`,
      doubtOf('dataset-changed'),
    );
  }
  const unchanged = Object.keys(after.checksums);
  const estimated = Object.keys(after.estimatedRows ?? {});
  const how = estimated.length > 0 ? `, by PostgreSQL's estimate of ${estimated.join(', ')}` : '';
  return held(
    subject,
    figures,
    unchanged.length > 0
      ? `No table lost rows${how}, and every row of ${unchanged.join(', ')} was the same after the load.`
      : `No table lost rows${how}.`,
  );
};

/** Compares the database before the load with what the seed recorded that it made. */
function undeclared({ provenance }: Run, { fingerprint, rows, estimatedRows = {} }: DatasetState): string[] {
  const problems: string[] = [];
  if (provenance.datasetFingerprint !== null && fingerprint !== provenance.datasetFingerprint)
    problems.push('the database was filled by another seed');
  for (const [table, declared] of Object.entries(provenance.datasetRows)) {
    const estimate = estimatedRows[table];
    if (estimate !== undefined) {
      if (!isAbout(estimate, declared))
        problems.push(
          `${table} began with about ${formatMeasure(estimate, '')} rows, not ${formatMeasure(declared, '')}`,
        );
      continue;
    }
    const found = rows[table] ?? 0;
    if (found !== declared) {
      problems.push(
        `${table} began with ${formatMeasure(found, '')} rows, not ${formatMeasure(declared, '')}`,
      );
    }
  }
  return problems;
}

function changesBetween(before: DatasetState, after: DatasetState): string[] {
  const problems: string[] = [];
  if (before.fingerprint !== after.fingerprint) problems.push('the database was refilled during the load');
  for (const [table, rows] of Object.entries(before.rows)) {
    const left = after.rows[table] ?? after.estimatedRows?.[table] ?? 0;
    if (left < rows) {
      problems.push(
        `${table} had ${formatMeasure(rows, '')} rows before the load and ${formatMeasure(left, '')} after it`,
      );
    }
  }
  for (const [table, estimate] of Object.entries(before.estimatedRows ?? {})) {
    const left = after.estimatedRows?.[table] ?? after.rows[table] ?? 0;
    if (left < estimate && !isAbout(left, estimate)) {
      problems.push(
        `${table} had about ${formatMeasure(estimate, '')} rows before the load and ${formatMeasure(left, '')} after it`,
      );
    }
  }
  for (const [table, checksum] of Object.entries(before.checksums)) {
    if (after.checksums[table] !== checksum)
      problems.push(`rows of ${table}, which the load does not change, differ from before the load`);
  }
  return problems;
}

/** An estimate from a sample of pages is off by a few percent. */
const MOST_OFF = 0.1;

function isAbout(estimate: number, rows: number): boolean {
  return Math.abs(estimate - rows) <= MOST_OFF * rows;
}
