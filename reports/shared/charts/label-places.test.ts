import { describe, expect, it } from 'vitest';
import { type DrawnLine, type Labelled, labelPlaces } from './label-places.ts';

const PLOT = { width: 600, height: 200 };
const LABEL = 'promise: under 200 ms';
const level = (changes: Partial<Labelled> = {}): Labelled => ({
  label: LABEL,
  y: 100,
  spans: [{ from: 0, to: 600 }],
  side: 'above',
  ...changes,
});
/** A horizontal line between two places of the width. */
const line = (y: number, from = 0, to = 600): DrawnLine => [
  { x: from, y },
  { x: to, y },
];
const isAbove = ({ y }: { y: number }, of: Labelled) => y < of.y;

describe('the place of a label', () => {
  it('is at the left end of its line, on the side that values should leave free', () => {
    const [above, below] = labelPlaces([level(), level({ y: 160, side: 'below' })], [], PLOT);
    expect(above).toMatchObject({ x: 4 });
    expect(isAbove(above!, level())).toBe(true);
    expect(below!.y).toBeGreaterThan(160);
  });

  it('is on the other side where a series runs through the first', () => {
    const [place] = labelPlaces([level()], [line(92)], PLOT);
    expect(isAbove(place!, level())).toBe(false);
  });

  it('is further along its line where a series covers both sides at the left', () => {
    const [place] = labelPlaces([level()], [line(92, 0, 200), line(108, 0, 200)], PLOT);
    expect(place!.x).toBeGreaterThan(200);
    expect(isAbove(place!, level())).toBe(true);
  });

  it('is within the time for which its line holds, and within the plot', () => {
    const [place] = labelPlaces([level({ spans: [{ from: 300, to: 580 }] })], [], PLOT);
    expect(place!.x).toBeGreaterThanOrEqual(300);
    const [late] = labelPlaces([level({ spans: [{ from: 590, to: 600 }] })], [], PLOT);
    expect(late!.x).toBeLessThan(470);
    const [high] = labelPlaces([level({ y: 3 })], [], PLOT);
    expect(high!.y).toBeGreaterThan(3);
  });

  it('is never on another label', () => {
    const levels = [level(), level({ y: 103 }), level({ y: 97 })];
    const places = labelPlaces(levels, [], PLOT);
    for (const [i, one] of places.entries()) {
      for (const other of places.slice(i + 1)) {
        expect(Math.abs(one.x - other.x) >= 140 || Math.abs(one.y - other.y) >= 15).toBe(true);
      }
    }
  });
});
