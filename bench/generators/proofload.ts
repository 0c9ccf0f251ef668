import { join } from 'node:path';
import type { HistogramSecond } from '../../harness/model/histogram.ts';
import { ExponentialHistogram } from '../../harness/stats/exponential-histogram.ts';
import { WithEndless } from '../../harness/stats/with-endless.ts';
import { findK6 } from '../../harness/system/programs/programs.ts';
import { k6Command } from './k6.ts';
import { observeAsInRun } from './observe.ts';
import type { Tool } from './tool.ts';

/**
 * k6 as Proofload uses it (bench/k6/measured.ts), with everything that a run records: the generator's figures every second, and those of
 * server, stores and processes. It counts from the intended start. Unlike in a run, k6 gets no memory limit, no priority and no limit of
 * cores, so that it differs from k6 alone by our measurements only.
 */
export const proofload: Tool = {
  name: 'Proofload',
  checks: 'status and a field',
  async find(env) {
    const { path, version } = await findK6(env);
    return { path, version: `with k6 ${version}` };
  },
  observe: observeAsInRun,
  commandFor(path, offer, work) {
    const durationMs = offer.durationSec * 1000;
    return k6Command(path, offer, work, {
      script: work.scripts.measured,
      arrival: 'arrival',
      options: {},
      args: ['--out', 'proofload', '--summary-mode=disabled', '--no-thresholds'],
      env: {
        SCHEDULE_DURATION_MS: String(durationMs),
        PHASES: JSON.stringify([{ name: 'measured', endMs: durationMs }]),
        ARRIVAL_RATE_PER_SEC: offer.model === 'open' ? String(offer.ratePerSec) : '0',
      },
      resultFile: join(work.folder, 'none'),
    });
  },
  /** @param result histograms.ndjson; the first line is its header */
  parse(result) {
    const lines = result.trim().split('\n').slice(1);
    const answered = new ExponentialHistogram();
    const failed = new ExponentialHistogram();
    for (const line of lines) {
      const of = JSON.parse(line) as HistogramSecond;
      if (of.metric === 'responseTimeMs') (of.failed ? failed : answered).mergeEncoded(of.histogram);
    }
    const all = new WithEndless(answered, failed.count);
    const [p95, p99] = [all.quantile(0.95), all.quantile(0.99)];
    if (!p95 || !p99) throw new Error('The result has no response times');
    return { requests: all.count, failed: failed.count, p95Ms: p95.value, p99Ms: p99.value };
  },
};
