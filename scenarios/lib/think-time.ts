/** Nobody is waited for longer than about four times the mean: an absent user is not a concurrent one. */
const CAP_IN_SCALES = 4;

/**
 * A think time in ms: exponential, cut off at about 4 times the mean and scaled so that its mean is still `meanMs`
 * (the mean of min(X, c) is scale * (1 - e^-c)). `draw` is from [0, 1).
 */
export function thinkTime(meanMs: number, draw: number): number {
  const scaleMs = meanMs / (1 - Math.exp(-CAP_IN_SCALES));
  return scaleMs * Math.min(-Math.log(1 - draw), CAP_IN_SCALES);
}
