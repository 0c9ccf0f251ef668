import type { ArmPicture } from '../../harness/model/arm-picture.ts';
import { ExponentialHistogram } from '../../harness/stats/exponential-histogram.ts';
import type { Figures } from './comparison-figures.ts';
import { Random } from './random.ts';

const SAMPLES = 6000;

/** The picture of a made-up arm with these figures. */
export function makePicture(arm: string, figures: Figures, steadySec: number, seed: number): ArmPicture {
  const random = new Random(seed);
  const p50 = figures.responseTimeP50Ms ?? 5;
  const p95 = figures.responseTimeP95Ms ?? 15;
  const sigma = Math.log(p95 / p50) / 1.645;
  const histogram = new ExponentialHistogram();
  for (let i = 0; i < SAMPLES; i++) histogram.record(p50 * Math.exp(sigma * random.normal()));
  const queries = figures.databaseQueriesPerSec ?? 300;
  const hits = figures.hitRatio ?? null;
  const seconds = Array.from({ length: steadySec }, (_, offsetSec) => ({
    offsetSec,
    goodputPerSec: Math.round(400 * random.around(0.006)),
    responseTimeP50Ms: p50 * random.around(0.04),
    responseTimeP95Ms: p95 * random.around(0.12),
    databaseQueriesPerSec: queries * random.around(0.03),
    hitRatio: hits === null ? null : Math.min(1, hits * random.around(0.004)),
  }));
  const cpu = figures.systemCpuSecPer1000 ?? 2;
  const nginx = 0.15;
  const redis = hits === null ? 0 : 0.22;
  const postgres = Math.min(0.5 * cpu, 0.0012 * queries);
  return {
    arm,
    responseTimeMs: histogram.encode(),
    seconds,
    timeParts: {
      startDelay: 0.12,
      balancer: 0.6,
      serverQueue: 0.18 * p50,
      poolWait: 0.0006 * queries,
      query: 0.0022 * queries,
      cache: hits === null ? 0 : 0.45,
      rest: 0.25 * p50,
    },
    cpuSecPer1000: { nginx, redis, postgres, servers: cpu - nginx - redis - postgres },
  };
}
