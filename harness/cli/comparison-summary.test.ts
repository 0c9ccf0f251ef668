import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  COMPARISON_NAMES,
  type ComparisonName,
  madeUpComparison,
} from '../../reports/testdata/comparisons.ts';
import { hostile } from '../../reports/testdata/hostile.ts';
import { renderComparisonSummary } from './comparison-summary.ts';

const render = (name: ComparisonName, columns = 100, colour = false) =>
  renderComparisonSummary(madeUpComparison(name).comparison, { colour, columns });

describe('renderComparisonSummary', () => {
  it.each(COMPARISON_NAMES.flatMap((name) => [80, 100, 120].map((columns) => [name, columns] as const)))(
    'fits "%s" into %i columns',
    (name, columns) => {
      const longest = Math.max(
        ...render(name, columns)
          .split('\n')
          .map((line) => line.length),
      );
      expect(longest).toBeLessThanOrEqual(columns);
    },
  );

  it('begins with the question, then the answer and the claim', () => {
    const lines = render('supported').split('\n').filter(Boolean);
    expect(lines[0]).toMatch(/^ {2}What do Redis and a memory tier/);
    expect(lines[1]).toMatch(/^ {2}✓ With Redis the database gets a quarter/);
    expect(lines[3]).toMatch(/^ {2}✓ Claim ult\.cache-load: supported\./);
    expect(lines[4]).toMatch(/^ {4}claimed at most ×0\.3, measured ×0\.25 \(×0\.239 to 0\.262, at 95%\)/);
  });

  it('has a line for each arm in each measure, marked with a sign and a word', () => {
    const text = render('refuted');
    expect(text).toMatch(/servers: 3, PgBouncer: off +4\.12 +baseline\n/);
    expect(text).toMatch(/servers: 3, PgBouncer: on +4\.5 +✗ worse +×1\.11 \(×1\.07 to 1\.15\)/);
    expect(text.match(/✗ worse/g)!.length).toBeGreaterThan(5);
    expect(render('nothing-seen')).not.toMatch(/better|worse/);
  });

  it('leaves out the interval if there is no room for it', () => {
    expect(render('refuted', 100)).toContain('(×1.07 to 1.15)');
    const narrow = render('refuted', 64);
    expect(narrow).not.toContain('(×0.925');
    expect(narrow).toContain('×0.98');
  });

  it('shows an invalid arm without a figure, and why', () => {
    const text = render('unusable');
    expect(text).toMatch(/^ {4}indexes: left out +⊘ invalid$/m);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      "The arm 'indexes: left out' is invalid. indexes refuted: EXPLAIN of sync.select",
    );
    expect(text).toContain('This experiment was interrupted.');
  });

  it('says the same with and without colour', () => {
    for (const name of COMPARISON_NAMES) {
      const coloured = render(name, 100, true);
      expect(coloured).toContain('\u001B[');
      expect(stripVTControlCharacters(coloured)).toBe(render(name));
    }
  });

  it('lets no text move the cursor or change the writing direction', () => {
    for (const name of COMPARISON_NAMES) {
      const text = renderComparisonSummary(hostile(madeUpComparison(name)).comparison, {
        colour: false,
        columns: 100,
      });
      expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    }
    const { comparison } = madeUpComparison('supported');
    const arms = comparison.arms.map((arm) => ({ ...arm, label: `\u001B[2J\u202E${arm.label}` }));
    const text = renderComparisonSummary({ ...comparison, arms }, { colour: false, columns: 100 });
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });
});
