import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BuiltPlatform, type Ledger, ledgerDefects, type Promised, parseLedger } from './ledger.ts';
import { promisesPage } from './page.ts';
import { builtPlatforms, ROOT, readLedger } from './read.ts';

describe('docs/promises.md', async () => {
  const ledger = readLedger();
  const built = await builtPlatforms();

  it('matches the ledger and the code (otherwise run `node scripts/promises/main.ts`)', () => {
    expect(readFileSync(join(ROOT, 'docs/promises.md'), 'utf8')).toBe(promisesPage(ledger, built));
  });

  it('lists something that keeps every promise of a built platform', () => {
    expect(ledgerDefects(ledger, built, (path) => existsSync(join(ROOT, path)))).toEqual([]);
  });
});

const schema: Promised = {
  id: 'toy.schema',
  platform: 'toy',
  kind: 'design',
  promise: 'one table',
  builtBy: ['schema.sql'],
  checkedBy: ['schema.test.ts'],
};
const p95: Promised = { id: 'toy.p95', platform: 'toy', kind: 'target', promise: 'p95 under 1 s' };
const speed: Promised = { id: 'toy.speed', platform: 'toy', kind: 'claim', promise: 'an index is faster' };
const ledger: Ledger = {
  documents: [{ slug: 'toy', title: 'Toy', about: 'one page' }],
  promises: [schema, p95, speed],
};
const toy: BuiltPlatform = {
  slug: 'toy',
  targets: [{ id: 'toy.p95', file: 'targets.ts', how: '95% within 1 s (steady)' }],
  claims: [{ id: 'toy.speed', file: 'index.json', how: 'an index is faster' }],
};

describe('ledgerDefects', () => {
  const defects = (over: Partial<Ledger>, platforms = [toy], exists = true) =>
    ledgerDefects({ ...ledger, ...over }, platforms, () => exists);

  it('finds none when each promise is kept or its platform is not built', () => {
    expect(defects({})).toEqual([]);
    expect(defects({ promises: [p95, speed] }, [])).toEqual([]);
  });

  it.each<[string, BuiltPlatform, string]>([
    ['a target that nothing measures', { ...toy, targets: [] }, 'toy.p95: nothing measures it'],
    ['a claim that nothing tests', { ...toy, claims: [] }, 'toy.speed: nothing tests it'],
    [
      'a target without a promise',
      { ...toy, targets: [...toy.targets, { id: 'toy.rps', file: 'targets.ts', how: '' }] },
      'targets.ts: toy.rps is not a target in the ledger',
    ],
    [
      'a claim with the id of a target',
      { ...toy, claims: [...toy.claims, { id: 'toy.p95', file: 'index.json', how: '' }] },
      'index.json: toy.p95 is not a claim in the ledger',
    ],
  ])('finds %s', (_, platform, defect) => expect(defects({}, [platform])).toEqual([defect]));

  it.each<[string, Promised[], string[]]>([
    ['a design that nothing implements', [{ ...schema, builtBy: [] }], ['toy.schema: nothing implements it']],
    ['a design that no test checks', [{ ...schema, checkedBy: [] }], ['toy.schema: no test checks it']],
    ['an id that appears twice', [schema, { ...schema }], ['toy.schema appears twice']],
    ['an unknown document', [{ ...schema, platform: 'x' }], ['toy.schema belongs to the unknown document x']],
  ])('finds %s', (_, promises, expected) => {
    expect(defects({ promises: [...promises, p95, speed] })).toEqual(expected);
  });

  it('finds a missing file, and accepts a stated gap', () => {
    expect(defects({}, [toy], false)).toEqual([
      'toy.schema: no file schema.sql',
      'toy.schema: no file schema.test.ts',
    ]);
    expect(
      defects({ promises: [{ ...p95, gap: 'no server yet' }] }, [{ ...toy, targets: [], claims: [] }]),
    ).toEqual([]);
  });
});

describe('parseLedger', () => {
  const withId = (id: string) => JSON.stringify({ ...ledger, promises: [schema, { ...p95, id }] });

  it.each(['toy.p95', 'toy-library.hit-ratio'])('accepts the id %s', (id) => {
    expect(parseLedger(withId(id)).promises[1]!.id).toBe(id);
  });

  it('says where it is malformed', () => {
    expect(() => parseLedger(withId('p95'))).toThrow(
      'The ledger is malformed: /promises/1/id must match pattern',
    );
  });
});

describe('promisesPage', () => {
  it('joins a promise with what keeps it', () => {
    const page = promisesPage({ ...ledger, promises: [schema, p95, { ...speed, gap: 'too slow here' }] }, [
      toy,
    ]);
    expect(page).toContain(
      '| `toy.schema` | design | one table | [schema.sql](../schema.sql) | tests: `schema.test.ts` |',
    );
    expect(page).toContain(
      '| `toy.p95` | target | p95 under 1 s | [targets.ts](../targets.ts) | 95% within 1 s (steady) |',
    );
    expect(page).toContain(
      '| [index.json](../index.json) | an index is faster. **Missing:** too slow here |',
    );
  });

  it('says that a missing platform is not built yet', () => {
    expect(promisesPage(ledger, [])).toContain('| `toy.p95` | target | p95 under 1 s | not built yet |');
  });
});
