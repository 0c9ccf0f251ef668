import { beforeAll, describe, expect, it } from 'vitest';
import { CALIBRATION_NAMES, type CalibrationName, madeUpCalibration } from '../testdata/calibration.ts';
import { expectGolden, withoutDrawings, withoutScript, withoutStyle } from '../testdata/golden.ts';
import { PAYLOAD } from '../testdata/hostile.ts';
import { type CalibrationReports, renderCalibration } from './index.ts';

/** Drawing takes a second, more on a busy machine. The limit must not decide the test. */
const TIME_LIMIT_MS = 120_000;

describe('renderCalibration', { timeout: TIME_LIMIT_MS }, () => {
  let drawn: Record<CalibrationName, CalibrationReports>;

  beforeAll(async () => {
    const entries = CALIBRATION_NAMES.map(
      async (name) => [name, await renderCalibration(madeUpCalibration(name))] as const,
    );
    drawn = Object.fromEntries(await Promise.all(entries)) as Record<CalibrationName, CalibrationReports>;
  }, TIME_LIMIT_MS);

  it.each(CALIBRATION_NAMES)('draws the %s calibration as its goldens', (name) => {
    const { html, markdown } = drawn[name];
    const page = withoutStyle(html);
    expectGolden(`calibration-${name}.golden.html`, name === 'right' ? page : withoutDrawings(page));
    expectGolden(`calibration-${name}.golden.md`, markdown);
  });

  it('gives the same bytes for the same calibration and does not change it', async () => {
    const calibration = madeUpCalibration('wrong');
    const before = structuredClone(calibration);
    expect(await renderCalibration(calibration)).toEqual(drawn.wrong);
    expect(calibration).toEqual(before);
  });

  it('renders a calibration in which nothing was measured', async () => {
    const { html, markdown } = await renderCalibration({
      ...madeUpCalibration('disturbed'),
      behaviours: [],
    });
    for (const text of [withoutScript(html), markdown]) {
      expect(text).toContain('Nothing was measured.');
      expect(text).not.toMatch(/NaN|undefined|\[object|Infinity/);
    }
  });

  it('refers to nothing outside itself and contains no script but its own', () => {
    expect(withoutScript(drawn.right.html)).not.toMatch(
      /https?:|<script|<link(?! rel="icon" href="data:,")|@import|url\(/,
    );
  });

  it('explains what a closed loop does not see', () => {
    for (const text of [drawn.right.html, drawn.right.markdown]) expect(text).toMatch(/blind/i);
    expect(drawn.right.html).toContain('hardly sees the stall');
  });

  it('escapes every text', async () => {
    const calibration = madeUpCalibration('disturbed');
    const { html, markdown } = await renderCalibration({
      ...calibration,
      headline: PAYLOAD,
      problems: [PAYLOAD],
      behaviours: calibration.behaviours.map((behaviour) => ({
        ...behaviour,
        name: PAYLOAD,
        description: PAYLOAD,
        loads: behaviour.loads.map((load) => ({
          ...load,
          description: PAYLOAD,
          figures: load.figures.map((figure) => ({ ...figure, reason: PAYLOAD })),
        })),
      })),
      trust: { ...calibration.trust, statements: [PAYLOAD] },
    });
    expect(withoutScript(html)).not.toMatch(/<script|<img/);
    expect(markdown).not.toMatch(/<script|<img/);
  });
});
