import { describe, expect, it } from 'vitest';
import type { Run } from '../model/run.ts';
import { madeUpRun } from '../summary/testdata/made-up-run.ts';
import { differencesFrom, differencesInWords } from './fingerprint.ts';

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
    ['scenario', { ...RUN, platform: 'shop' }, 'shop instead of tvet-connect'],
    ['scenario', madeUpRun({}, { users: 10 }), 'another load'],
  ] as const)('finds another %s', (part, run, text) => {
    expect(differencesFrom(RUN, run)).toEqual([{ part, text }]);
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
