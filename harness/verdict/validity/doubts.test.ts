import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SliName } from '../../model/target.ts';
import type { Bias } from '../../model/verdict.ts';
import { madeUpRun, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { DOUBTS, unsentArrivals } from './doubts.ts';

const SLIS: SliName[] = [
  'responseTimeP95Ms',
  'goodputPerSec',
  'availability',
  'concurrentUsers',
  'queryTimeP95Ms',
  'cacheHitRatio',
];

/** A row for every doubt: a star where nobody knows how far. */
function tableOfDoubts(): string[] {
  return Object.entries(DOUBTS).map(([kind, doubt]) => {
    const [limited, unlimited] = [doubt.limited, doubt.unlimited] as [Bias, Bias];
    const cells = SLIS.map((sli) => (unlimited[sli] ? `${unlimited[sli]} *` : (limited[sli] ?? '')));
    return `| ${[kind, ...cells, doubt.because].join(' | ')} |`;
  });
}

it('docs/methods.md has the table of what a violated check can bias', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/methods.md'), 'utf8');
  for (const row of tableOfDoubts()) expect(docs).toContain(row);
});

it('arrivals that were not sent are those that were dropped, and those that are missing without a word', () => {
  const run = madeUpRun();
  const open = (changes: object) =>
    summaryOf(run, { 'open steady': changes }).phases.find(({ name }) => name === 'open steady')!;
  expect(unsentArrivals(open({}))).toBe(0);
  expect(unsentArrivals(open({ droppedAt: { 3: 50 } }))).toBe(50);
  // 60 x 100 fewer than 72,000, of which one second's arrivals may have slipped out of the phase.
  expect(unsentArrivals(open({ answersPerSec: 1100 }))).toBe(6000 - 1200);
  const closed = summaryOf(run).phases.find(({ name }) => name === 'closed steady')!;
  expect(unsentArrivals(closed)).toBe(0);
});
