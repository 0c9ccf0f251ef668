import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CosineError } from './cosine-error.ts';
import { autoregression, normalFrom, seededRandom } from './testing/seeded-random.ts';

describe('the standard error by cosines', () => {
  it('by hand', () => {
    // cos(pi (t + 1/2) / n) loads sqrt(n / 2) on the first of two cosines: sqrt(n / 2 / 2 / n) = 1/2.
    const cosine = Float64Array.from({ length: 20 }, (_, t) => 3 + Math.cos((Math.PI * (t + 0.5)) / 20));
    expect(new CosineError(20, 2).of(cosine)).toBeCloseTo(0.5, 12);
    // 1, -1 on cosines 1 and 2 of n = 2: sqrt(2/2) (cos(pi/4) - cos(3 pi/4)) = sqrt(2), and 0.
    expect(new CosineError(2, 2).of(Float64Array.of(1, -1))).toBeCloseTo(Math.sqrt(2 / 2 / 2), 12);
  });

  it('uses at least 2 cosines, 3 for 60 values and 30 for 3,600', () => {
    // A series that is cosine j has an error only if j is among them.
    const sees = (n: number, j: number) =>
      new CosineError(n).of(
        Float64Array.from({ length: n }, (_, t) => Math.cos((Math.PI * j * (t + 0.5)) / n)),
      ) > 1e-9;
    expect([sees(12, 2), sees(12, 3)]).toEqual([true, false]);
    expect([sees(60, 3), sees(60, 4)]).toEqual([true, false]);
    expect([sees(3600, 30), sees(3600, 31)]).toEqual([true, false]);
  });

  // sd / sqrt(n) of noise; of an autoregression sqrt((1 + phi) / (1 - phi)) times as much.
  it.each([
    [0, 1],
    [0.5, Math.sqrt(3)],
    [0.8, 3],
  ])('estimates that of an autoregression of %d, which the plain standard error misses', (phi, factor) => {
    const normal = normalFrom(seededRandom(11));
    const error = new CosineError(900);
    let squares = 0;
    for (let run = 0; run < 400; run++)
      squares += error.of(Float64Array.from(autoregression(900, phi, normal))) ** 2;
    expect(Math.sqrt(squares / 400) / (factor / 30)).toBeGreaterThan(0.93);
    expect(Math.sqrt(squares / 400) / (factor / 30)).toBeLessThan(1.07);
  });

  it('does not see the mean, and grows with the unit', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
      minLength: 12,
      maxLength: 100,
    });
    fc.assert(
      fc.property(values, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (plain, by) => {
        const error = new CosineError(plain.length);
        const of = (change: (value: number) => number) => error.of(Float64Array.from(plain, change));
        expect(of((value) => value + by)).toBeCloseTo(
          of((value) => value),
          6,
        );
        expect(of((value) => -2 * value)).toBeCloseTo(2 * of((value) => value), 6);
      }),
    );
  });
});
