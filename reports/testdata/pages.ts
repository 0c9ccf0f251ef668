import { renderCalibration } from '../calibration/index.ts';
import { renderComparison } from '../comparison/index.ts';
import { renderIndex } from '../index/index.ts';
import { renderReports } from '../run/index.ts';
import { renderTrend } from '../trend/index.ts';
import { madeUpCalibration } from './calibration.ts';
import { carriedComparison } from './carried.ts';
import { COMPARISON_NAMES, madeUpComparison } from './comparisons.ts';
import { FIXTURE_NAMES, fixture } from './fixtures.ts';
import { hostile } from './hostile.ts';
import { madeUpIndex } from './indexes.ts';
import { nothingMeasured } from './nothing.ts';
import { madeUpTrend } from './trends.ts';

type Drawn = { html: string };

/** A page of made-up data, and the same with hostile texts. A page is drawn once, however often it is asked for. */
export type MadeUpPage = {
  name: string;
  draw: () => Promise<Drawn>;
  drawHostile: () => Promise<Drawn>;
};

function page<Data>(name: string, data: () => Data, render: (data: Data) => Promise<Drawn>): MadeUpPage {
  let drawn: Promise<Drawn> | undefined;
  return {
    name,
    draw: () => {
      drawn ??= render(data());
      return drawn;
    },
    drawHostile: () => render(hostile(data())),
  };
}

const carried = () => ({ comparison: carriedComparison(), pictures: [] });

/** One of every kind, and of every state that has something of its own to show. */
export const PAGES: MadeUpPage[] = [
  ...FIXTURE_NAMES.map((name) =>
    page(`run, ${name}`, () => fixture(name), renderReports),
  ),
  page('run, nothing measured', nothingMeasured, renderReports),
  ...COMPARISON_NAMES.map((name) =>
    page(`comparison, ${name}`, () => madeUpComparison(name), renderComparison),
  ),
  page('comparison, what was carried', carried, renderComparison),
  page('calibration, wrong', () => madeUpCalibration('wrong'), renderCalibration),
  ...(['mixed', 'interrupted', 'experiments', 'growth'] as const).map((name) =>
    page(`index, ${name}`, () => madeUpIndex(name), renderIndex),
  ),
  ...(['worse', 'broken-up'] as const).map((name) =>
    page(
      `trend, ${name}`,
      () => madeUpTrend(name),
      async (trend) => ({ html: await renderTrend(trend) }),
    ),
  ),
];

/** Those of these names. */
export function pagesNamed(...names: string[]): MadeUpPage[] {
  return PAGES.filter(({ name }) => names.includes(name));
}
