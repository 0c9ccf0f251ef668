/**
 * The standard error of the mean of a stationary series of given length, whatever its autocorrelation: equal-weighted cosine
 * transforms. The series' loadings on the `degrees` slowest cosines, cos(pi j (t + 1/2) / n), capture slow drift but not
 * the mean. The mean of their squares estimates the long-run variance. With few cosines it is noisy, like a variance from as many
 * values, but hardly biased, so that intervals from short correlated series keep their coverage.
 *
 * Source: U. Mueller (2007), "A theory of robust long-run variance estimation", Journal of Econometrics 141; E. Lazarus, D.
 * Lewis, J. Stock and M. Watson (2018), "HAR inference: recommendations for practice", Journal of Business & Economic Statistics
 * 36.
 */
export class CosineError {
  /** row j of n values: sqrt(2/n) cos(pi (j+1) (t + 1/2) / n) */
  readonly #cosines: Float64Array[];
  readonly #length: number;

  constructor(length: number, degrees = degreesFor(length)) {
    this.#length = length;
    this.#cosines = Array.from({ length: degrees }, (_, j) =>
      Float64Array.from(
        { length },
        (_, t) => Math.sqrt(2 / length) * Math.cos((Math.PI * (j + 1) * (t + 0.5)) / length),
      ),
    );
  }

  of(series: Float64Array): number {
    let squares = 0;
    for (const cosine of this.#cosines) {
      let loading = 0;
      for (let t = 0; t < this.#length; t++) loading += cosine[t]! * series[t]!;
      squares += loading * loading;
    }
    return Math.sqrt(squares / this.#cosines.length / this.#length);
  }
}

/**
 * sqrt(n) / 2 cosines, at least 2: 3 for 60 seconds, 30 for 3,600. Lazarus et al. advise 0.41 n^(2/3), 6 and 96; docs/methods.md
 * shows why we use fewer.
 */
function degreesFor(length: number): number {
  return Math.max(2, Math.floor(Math.sqrt(length) / 2));
}
