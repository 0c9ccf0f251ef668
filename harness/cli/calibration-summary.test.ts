import { describe, expect, it } from 'vitest';
import { madeUpCalibration } from '../../reports/testdata/calibration.ts';
import { renderCalibrationSummary } from './calibration-summary.ts';

const plain = (name: Parameters<typeof madeUpCalibration>[0], columns = 100) =>
  renderCalibrationSummary(madeUpCalibration(name), { colour: false, columns });

describe('the calibration on a terminal', () => {
  it('begins with the result in one sentence, then has a line for each figure', () => {
    const lines = plain('right').split('\n').filter(Boolean);
    expect(lines[0]).toMatch(/^ {2}✓ Accurate on this machine/);
    const { behaviours } = madeUpCalibration('right');
    const figures = behaviours.flatMap(({ loads }) => loads.flatMap((load) => load.figures));
    expect(lines.filter((line) => /known .* reported/.test(line))).toHaveLength(figures.length);
    expect(lines.find((line) => line.includes('k6-closed') && line.includes('p99'))).toMatch(/^ {2}○ blind/);
  });

  it('marks what is wrong and what is open, and gives the reason', () => {
    expect(plain('wrong')).toMatch(/✗ wrong +heavy-tailed +k6-open +p99 +known 185 ms +reported 196 ms/);
    expect(plain('disturbed', 200)).toMatch(/^\s*\? Accurate on this machine for 13 of 14 figures/);
    expect(plain('disturbed', 200)).toMatch(
      /\? unknown +heavy-tailed +k6-open +p99 +known 185 ms +reported 196 ms/,
    );
    expect(plain('disturbed', 200)).toContain('Other programs used 54% of the machine');
  });

  it('wraps its sentences at the width of the terminal', () => {
    const sentences = plain('disturbed', 60)
      .split('\n')
      .filter((line) => !/known .* reported|Accurate/.test(line));
    for (const line of sentences) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('uses colours only where the terminal has them', () => {
    expect(plain('right')).not.toContain('\u001b');
    const calibration = madeUpCalibration('right');
    expect(renderCalibrationSummary(calibration, { colour: true, columns: 100 })).toContain('\u001b[32m');
  });

  it('shows control characters instead of executing them', () => {
    const right = madeUpCalibration('disturbed');
    const command = 'a\u001b[2J\u009bb\n\u202ec';
    const calibration = {
      ...right,
      headline: command,
      problems: [command],
      behaviours: right.behaviours.map((each) => ({ ...each, name: command })),
    };
    const text = renderCalibrationSummary(calibration, { colour: false, columns: 100 });
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });
});
