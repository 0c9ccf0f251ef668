import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hostile } from '../../reports/testdata/hostile.ts';
import { INDEX_NAMES, madeUpIndex } from '../../reports/testdata/indexes.ts';
import { renderIndexSummary } from './index-summary.ts';

const render = (name: (typeof INDEX_NAMES)[number], columns = 120, colour = false) =>
  renderIndexSummary(madeUpIndex(name), { colour, columns });
const longest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('renderIndexSummary', () => {
  it('has a line for each platform, and the reason of what could not run', () => {
    expect(render('mixed')).toBe(`
  ! 1 of 4 platforms carries its documented load. City Library does not; Clinic could not be judged;
    Farmers’ Market could not run. (17 min 22 s)

  ✓ pass           Lecture Hall     6 of 6 targets  6 min 52 s  tvet.users 30,000 users (>= 30,000 users)
  ✗ fail           City Library     4 of 6 targets  6 min 52 s  tvet.hit-ratio 76% (> 80%)
  ⊘ invalid        Clinic           0 of 6 targets  6 min 52 s  tvet.p95 not measured (< 200 ms)
  ! could not run  Farmers’ Market                  214 ms
    versitygw was not found.
    PROGRAM_MISSING · Install Go, and set-up builds it; or point VERSITYGW_BIN to your own.
`);
  });

  it('says that it was interrupted, and what was not measured', () => {
    const text = render('interrupted');
    expect(text).toContain('    This command was interrupted. What was measured until then is below.');
    expect(text).toMatch(/\n {2}· not measured {2}Clinic\n/);
    expect(render('mixed')).not.toContain('interrupted');
  });

  it('has a line for each experiment', () => {
    expect(render('growth')).toBe(`
  ✓ 3 experiments: 1 claim is supported, 2 without a claim found differences. (17 min 22 s)

  ≠ differences seen  indexes-small   16 min 2 s  ×0.62 (×0.533 to 0.725)
  ≠ differences seen  indexes-medium  16 min 2 s  ×0.21 (×0.181 to 0.246)
  ✓ supported         indexes-large   16 min 2 s  ×0.034 (×0.0292 to 0.0398)
`);
  });

  it.each(INDEX_NAMES.flatMap((name) => [80, 100, 120].map((columns) => [name, columns] as const)))(
    'fits "%s" into %i columns',
    (name, columns) => {
      expect(longest(render(name, columns))).toBeLessThanOrEqual(columns);
    },
  );

  it('says the same with and without colour, and lets no text move the cursor', () => {
    for (const name of INDEX_NAMES) {
      expect(stripVTControlCharacters(render(name, 100, true))).toBe(render(name, 100));
      const text = renderIndexSummary(hostile(madeUpIndex(name)), { colour: false, columns: 100 });
      expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    }
  });
});
