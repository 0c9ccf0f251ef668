import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from './benchmark.ts';
import { recordHour } from './recorded-hour.ts';

const run = promisify(execFile);

export type Analysis = {
  analysisSec: number;
  analysisPeakBytes: number;
  drawingSec: number;
  /** of report.html */
  pageBytes: number;
};

/** The time and memory to judge a recorded hour of 5,000 requests a second, and to draw its report, and how large that is. Not ratios: each has its own limit. */
export const analysis = {
  name: 'analysis',
  description: 'judging a recorded hour of 5,000 requests a second, and drawing its report',
  figures: [
    { name: 'analysis-time', unit: 's', goal: 10, of: ({ analysisSec }: Analysis) => analysisSec },
    {
      name: 'analysis-memory',
      unit: 'MB at its peak',
      goal: 300,
      of: ({ analysisPeakBytes }: Analysis) => analysisPeakBytes / 1e6,
    },
    { name: 'drawing-time', unit: 's', goal: 3, of: ({ drawingSec }: Analysis) => drawingSec },
    {
      name: 'page-size',
      unit: 'MB, everything that it shows included',
      goal: 1.5,
      of: ({ pageBytes }: Analysis) => pageBytes / 1e6,
    },
  ],
  measure,
};

/** @returns the time and memory of each round; each runs in a separate process */
async function measure(bench: Pick<Bench, 'folder' | 'log'>, rounds: number): Promise<Analysis[]> {
  bench.log('  recording the hour');
  const { path } = await recordHour(bench.folder);
  const measured: Analysis[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'analysis-process.ts'), path]);
    measured.push(JSON.parse(stdout));
    bench.log(`  round ${round + 1} of ${rounds}: ${stdout}`);
  }
  return measured;
}
