import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { violations } from '../../reports/run/trust.ts';
import { FIXTURE_NAMES, fixture } from '../../reports/testdata/fixtures.ts';
import { hostile } from '../../reports/testdata/hostile.ts';
import { renderVerdict } from './verdict-summary.ts';

const render = (name: (typeof FIXTURE_NAMES)[number], columns = 100, colour = false) =>
  renderVerdict(fixture(name), { colour, columns });
const longest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('renderVerdict', () => {
  it.each(FIXTURE_NAMES.flatMap((name) => [80, 100, 120].map((columns) => [name, columns] as const)))(
    'fits the %s run into %i columns',
    (name, columns) => {
      expect(longest(render(name, columns))).toBeLessThanOrEqual(columns);
    },
  );

  it('leaves out of its lines what does not fit: headroom first, then the interval', () => {
    const line = (columns: number) => /.*tvet\.hit-ratio.*/.exec(render('pass', columns))![0];
    expect(line(120)).toContain('(92.6% to 93%)         headroom 64%');
    expect(line(100)).toMatch(/\(92\.6% to 93%\)$/);
    expect(line(80)).toMatch(/> 80%$/);
  });

  it('says the same with and without colour', () => {
    for (const name of FIXTURE_NAMES) {
      const coloured = render(name, 100, true);
      expect(coloured).toContain('\u001B[');
      expect(stripVTControlCharacters(coloured)).toBe(render(name));
    }
  });

  it('ends with the code and the hint of what ended a run early', () => {
    const { verdict, run } = fixture('pass');
    const endedBy = { code: 'GENERATOR_FAILED', message: 'k6 was ended.', hint: 'Its log is k6.log.' };
    const text = renderVerdict({ run, verdict: { ...verdict, endedBy } }, { colour: false, columns: 100 });
    expect(text).toMatch(/\n {2}GENERATOR_FAILED · Its log is k6\.log\.\n$/);
    expect(render('pass')).not.toContain('GENERATOR_FAILED');
  });

  it('names the suspect under the target that failed, and only there', () => {
    const text = render('fail');
    const [p95, rps] = ['tvet.p95  ', 'tvet.rps  '].map((id) => text.indexOf(id));
    const suspect = text.indexOf('                 → First suspect: the connection pool. In');
    expect(suspect).toBeGreaterThan(p95!);
    expect(suspect).toBeLessThan(rps!);
    expect(text.match(/→/g)).toHaveLength(2);
    expect(render('pass')).not.toContain('→');
  });

  it('lists the violated checks of an invalid run after its targets, each once', () => {
    const { verdict, run } = fixture('distrusted');
    const [dropped] = violations(verdict);
    const reason = `This could not be judged. ${dropped} An arrival could have been answered or not.`;
    const targets = verdict.targets.map((target) => ({ ...target, reason }));
    const text = renderVerdict({ run, verdict: { ...verdict, targets } }, { colour: false, columns: 100 });
    expect(text.match(/This could not be judged\. An arrival could/g)).toHaveLength(targets.length);
    expect(text.match(/4,210 arrivals were dropped/g)).toHaveLength(1);
    expect(text).toContain('4 of 29 checks are violated');
    expect(text.match(/^ {2}⊘ (In|4,210)/gm)).toHaveLength(4);
    expect(text.indexOf('⊘ 4,210')).toBeGreaterThan(text.indexOf('tvet.hit-ratio'));
  });

  it('keeps the reason of an invalid target that is not from a check', () => {
    const { verdict, run } = fixture('distrusted');
    const targets = verdict.targets.map((target) => ({ ...target, reason: 'The servers reported nothing.' }));
    const text = renderVerdict({ run, verdict: { ...verdict, targets } }, { colour: false, columns: 100 });
    expect(text.match(/The servers reported nothing\./g)).toHaveLength(targets.length);
  });

  it('reports the problems of the generator when an older verdict lists no checks', () => {
    const { verdict, run } = fixture('distrusted');
    const old = { ...verdict, validity: { status: 'invalid' as const, checks: [] } };
    expect(renderVerdict({ run, verdict: old }, { colour: false, columns: 100 })).toContain(
      '⊘ 4,210 arrivals',
    );
  });

  it('lets no text move the cursor or change the writing direction', () => {
    for (const name of FIXTURE_NAMES) {
      const { verdict, run } = hostile(fixture(name));
      const named = { ...run, title: '\u001B[2Jx\u202E' };
      const text = renderVerdict({ verdict, run: named }, { colour: false, columns: 100 });
      expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    }
  });
});
