import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleScenario } from '../harness/load/k6/bundle.ts';
import { startDrive } from '../harness/load/k6/testing/fixture.ts';
import { liveHeapBytes } from '../harness/load/k6/testing/go-profile.ts';
import { startVideoServer } from '../harness/load/k6/testing/video-server.ts';
import type { RunningProgram } from '../harness/system/supervision/supervisor.ts';

const DURATION_MS = 30_000;
const SIZE_BYTES = 10_000_000;

/** Whether large files stay cheap: every byte is checked at both ends, and the generator's memory must not grow with what it has sent. */
export const transfers = {
  name: 'transfers',
  description:
    'uploads of 10 MB and downloads of 5 MB a second, every byte checked; live heap of k6 early and late',
  measure,
};

export type Transfers = {
  uploadsPerSec: number;
  downloadsPerSec: number;
  /** requests that failed, uploads that arrived changed, and arrivals that were dropped */
  wrong: number;
  heapMbEarly: number;
  heapMbLate: number;
};

/** @param uploadsPerSec each is followed by a download of one half of the file; as many pages of five requests are visited meanwhile */
async function measure(uploadsPerSec: number): Promise<Transfers> {
  const fixture = await startDrive();
  const server = await startVideoServer();
  try {
    const bundleFile = join(fixture.folder, 'transfers.js');
    await bundleScenario(join(import.meta.dirname, '../scenarios/testing/transfers.ts'), bundleFile);
    let generator: RunningProgram;
    const heapMbAt = async (ms: number) => {
      await sleep(ms);
      return (await liveHeapBytes(generator)) / 1e6;
    };
    let heaps: Promise<[number, number]> | undefined;
    const { reported } = await fixture.drive({
      load: { model: 'open', arrivalRatePerSec: 2 * uploadsPerSec },
      durationMs: DURATION_MS,
      bundleFile,
      baseUrl: server.url,
      onStarted: ([part]) => {
        generator = part!;
      },
      onReleased: () => {
        heaps = Promise.all([heapMbAt(0.2 * DURATION_MS), heapMbAt(0.9 * DURATION_MS)]);
      },
    });
    const [heapMbEarly, heapMbLate] = await heaps!;
    const failed = Object.values(reported.failedByReason).reduce((sum, count) => sum + count, 0);
    const [first] = server.uploads;
    const changed = server.uploads.filter(
      ({ sizeBytes, sha256 }) => sizeBytes !== SIZE_BYTES || sha256 !== first!.sha256,
    );
    return {
      uploadsPerSec: server.uploads.length / (DURATION_MS / 1000),
      downloadsPerSec: server.downloads() / (DURATION_MS / 1000),
      wrong: failed + changed.length + reported.dropped,
      heapMbEarly,
      heapMbLate,
    };
  } finally {
    server.close();
    await fixture.end();
  }
}
