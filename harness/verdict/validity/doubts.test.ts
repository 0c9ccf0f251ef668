import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FigureKind } from '../../model/figure-kind.ts';
import type { Bias } from '../../model/verdict.ts';
import { madeUpRun, summaryOf } from '../../summary/testdata/made-up-run.ts';
import { DOUBTS, unsentRequests } from './doubts.ts';

const WORDS: Record<FigureKind, string> = {
  responseTimes: 'response times',
  requestRates: 'rates',
  requestShares: 'shares',
  users: 'users',
  queryTimes: 'query times',
  queryRates: 'query counts',
  hitRatios: 'hit ratios',
  serverShares: "servers' shares",
  serverFigures: "servers' figures",
  databaseFigures: "database's figures",
  cacheFigures: "cache's figures",
  processFigures: 'CPU and memory',
  checks: 'data checks',
};

/** "response times, users worse; query times worse *": a star if it is unknown how far. */
function inWords(bias: Bias, star: string): string[] {
  const kinds = Object.keys(bias) as FigureKind[];
  const byWay = Map.groupBy(kinds, (kind) => bias[kind]!);
  return [...byWay].map(([way, of]) => {
    const all = of.length === Object.keys(WORDS).length;
    return `${all ? 'everything' : of.map((kind) => WORDS[kind]).join(', ')} ${way}${star}`;
  });
}

/** A row for every doubt. */
function tableOfDoubts(): string[] {
  return Object.entries(DOUBTS).map(([kind, doubt]) => {
    const what = [...inWords(doubt.limited, ''), ...inWords(doubt.unlimited, ' *')].join('; ');
    return `| ${[kind, what || 'nothing', doubt.because].join(' | ')} |`;
  });
}

it('docs/methods.md has the table of what a violated check can bias', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/methods.md'), 'utf8');
  expect(tableOfDoubts().filter((row) => !docs.includes(row))).toEqual([]);
});

it('unsent arrivals are those that were dropped and those that are missing without a report', () => {
  const run = madeUpRun();
  const open = (changes: object) =>
    summaryOf(run, { 'open steady': changes }).phases.find(({ name }) => name === 'open steady')!;
  expect(unsentRequests(open({}))).toBe(0);
  expect(unsentRequests(open({ droppedAt: { 3: 50 } }))).toBe(50);
  // 60 x 100 fewer than 72,000, but one second's arrivals may have fallen outside the phase.
  expect(unsentRequests(open({ answersPerSec: 1100 }))).toBe(6000 - 1200);
  const closed = summaryOf(run).phases.find(({ name }) => name === 'closed steady')!;
  expect(unsentRequests(closed)).toBe(0);
});
