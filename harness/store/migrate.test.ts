import { describe, expect, it } from 'vitest';
import { FIRST_VERSION, type Migration, migrate } from './migrate.ts';

const threeVersions: Migration = {
  currentVersion: 3,
  steps: {
    1: ({ rate, ...rest }) => ({ ...rest, ratePerSec: rate }),
    2: (document) => ({ ...document, unit: 'requests/s' }),
  },
};

describe('migrate', () => {
  it('takes an old document through every step', () => {
    const old = { schemaVersion: 1, rate: 5 };
    expect(migrate(old, 'x.json', threeVersions)).toEqual({
      schemaVersion: 3,
      ratePerSec: 5,
      unit: 'requests/s',
    });
    expect(old).toEqual({ schemaVersion: 1, rate: 5 });
  });

  it('begins at the version that the document has', () => {
    expect(migrate({ schemaVersion: 2, ratePerSec: 5 }, 'x.json', threeVersions)).toEqual({
      schemaVersion: 3,
      ratePerSec: 5,
      unit: 'requests/s',
    });
  });

  it('leaves a current document as it is', () => {
    const document = { schemaVersion: 3, nested: { a: [1] } };
    expect(migrate(document, 'x.json', threeVersions)).toEqual(document);
  });

  it('refuses a newer document, with a hint', () => {
    expect(() => migrate({ schemaVersion: 2 }, 'x.json', FIRST_VERSION)).toThrow(
      expect.objectContaining({
        code: 'RUN_UNREADABLE',
        message: 'x.json has schemaVersion 2; this Proofload reads versions up to 1.',
        hint: expect.stringContaining('update'),
      }),
    );
  });

  it.each([
    [null],
    [[]],
    ['text'],
    [{}],
    [{ schemaVersion: '1' }],
    [{ schemaVersion: 0 }],
    [{ schemaVersion: 1.5 }],
  ])('refuses %j, which has no version', (document) => {
    expect(() => migrate(document, 'x.json', FIRST_VERSION)).toThrow(
      expect.objectContaining({ code: 'RUN_UNREADABLE' }),
    );
  });
});
