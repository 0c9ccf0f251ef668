import { describe, expect, it } from 'vitest';
import type { Run } from '../model/run.ts';
import { madeUpRun } from '../summary/testdata/made-up-run.ts';
import { differencesFrom, differencesInWords, noteOnData } from './fingerprint.ts';

const RUN = madeUpRun();
const withProvenance = (changes: Partial<Run['provenance']>): Run => ({
  ...RUN,
  provenance: { ...RUN.provenance, ...changes },
});
const { machine } = RUN.provenance;

describe('differencesFrom', () => {
  it('finds none between runs of one scenario on one machine', () => {
    const later = {
      ...withProvenance({ commit: 'b', randomSeed: 2 }),
      id: 'later',
      startedAt: '2027-02-01T00:00:00.000Z',
    };
    expect(differencesFrom(RUN, later)).toEqual([]);
    expect(differencesFrom(RUN, withProvenance({ machine: { ...machine, memoryBytes: 23.9e9 } }))).toEqual(
      [],
    );
  });

  it.each([
    ['machine', withProvenance({ machine: { ...machine, cores: 4 } }), '4 cores instead of 2 cores'],
    ['machine', withProvenance({ machine: { ...machine, cpuModel: 'faster' } }), 'faster instead of made up'],
    [
      'machine',
      withProvenance({ machine: { ...machine, memoryBytes: 8e9 } }),
      '8 GB of memory instead of 24 GB',
    ],
    ['data', withProvenance({ datasetFingerprint: null }), 'data set unknown instead of f00d'],
    ['data', { ...RUN, dataLabel: '20,000 orders' }, '"20,000 orders" instead of no label'],
    ['scenario', { ...RUN, platform: 'shop' }, 'shop instead of tvet-connect'],
    ['scenario', madeUpRun({}, { users: 10 }), 'another load'],
    ['scenario', { ...RUN, sentParts: { 'request list': 'aa' } }, 'what was sent is not known of both'],
  ] as const)('finds another %s', (part, run, text) => {
    expect(differencesFrom(RUN, run)).toEqual([{ part, text }]);
  });

  it("compares the data of a system of one's own by their label, and says if there is none", () => {
    const own = withProvenance({ datasetFingerprint: null });
    const labelled = (dataLabel: string): Run => ({ ...own, dataLabel });
    expect(differencesFrom(own, own)).toEqual([]);
    expect(differencesFrom(labelled('2,000 orders'), labelled('2,000 orders'))).toEqual([]);
    expect(differencesFrom(labelled('2,000 orders'), labelled('20,000 orders'))).toEqual([
      { part: 'data', text: '"20,000 orders" instead of "2,000 orders"' },
    ]);
    expect(noteOnData(own)).toBe('Whether the data have changed since the earlier runs is not known.');
    expect(noteOnData({ ...own, promisedBy: 'config' })).toBe(
      'Whether the data have changed since the earlier runs is not known. Give them a dataLabel in the config, and another one when they change.',
    );
    expect(noteOnData(labelled('2,000 orders'))).toBeNull();
    expect(noteOnData(RUN)).toBeNull();
  });

  it('finds what a config has sent differently', () => {
    const sending = (sentParts: Record<string, string>): Run => ({ ...RUN, sentParts });
    const before = sending({ 'request list': 'aa', 'request item': 'bb', login: 'cc' });
    const textsOf = (sentParts: Record<string, string>) =>
      differencesFrom(before, sending(sentParts)).map(({ text }) => text);
    expect(textsOf({ login: 'cc', 'request item': 'bb', 'request list': 'aa' })).toEqual([]);
    expect(textsOf({ 'request list': 'xx', 'request item': 'bb', 'journey buy': 'dd' })).toEqual([
      'request list was changed',
      'journey buy is new',
      'login is gone',
    ]);
    expect(textsOf({ a: '1', b: '2', c: '3' })).toEqual(['a is new', 'b is new', 'c is new', '3 more']);
    expect(textsOf({ 'request list': 'aa', 'request item': 'bb', login: 'cc', constructor: 'dd' })).toEqual([
      'constructor is new',
    ]);
  });

  it('says what differs', () => {
    const other = withProvenance({
      machine: { ...machine, cores: 4, cpuModel: 'faster' },
      datasetFingerprint: 'beef',
    });
    expect(differencesInWords(differencesFrom(RUN, other))).toBe(
      'the hardware differs (faster instead of made up, 4 cores instead of 2 cores); the data differ (data set beef instead of f00d)',
    );
  });
});
