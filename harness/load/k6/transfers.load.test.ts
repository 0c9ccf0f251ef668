import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningProgram } from '../../system/supervision/supervisor.ts';
import { bundleScenario } from './bundle.ts';
import { type Drive, type Driven, startDrive } from './testing/fixture.ts';
import { liveHeapBytes } from './testing/go-profile.ts';
import { startVideoServer, type VideoServer } from './testing/video-server.ts';

let fixture: Drive;
let server: VideoServer;
let driven: Driven;
let liveBytes: number;

beforeAll(async () => {
  fixture = await startDrive();
  server = await startVideoServer({ isSpoilt: (download) => download % 3 === 2 });
  const bundleFile = join(fixture.folder, 'transfers.js');
  await bundleScenario(join(import.meta.dirname, '../../../scenarios/testing/transfers.ts'), bundleFile);
  let generator: RunningProgram;
  let looked: Promise<number> | undefined;
  driven = await fixture.drive({
    load: { model: 'open', arrivalRatePerSec: 6 },
    durationMs: 6_000,
    bundleFile,
    baseUrl: server.url,
    onStarted: ([part]) => {
      generator = part!;
    },
    onReleased: () => {
      looked = sleep(5_000).then(() => liveHeapBytes(generator));
    },
  });
  liveBytes = await looked!;
}, 60_000);
afterAll(async () => {
  server.close();
  await fixture.end();
});

it('uploads 10 MB as they are, and checks what comes back byte for byte', () => {
  expect(server.uploads.length).toBeGreaterThan(10);
  expect(new Set(server.uploads.map(({ sizeBytes }) => sizeBytes))).toEqual(new Set([10_000_000]));
  expect(new Set(server.uploads.map(({ sha256 }) => sha256)).size).toBe(1);
  const { failedByReason } = driven.reported;
  expect(failedByReason).toEqual({ content: Math.floor(server.downloads() / 3) });
});

it('has one copy of a file for all users: 100 copies would take a gigabyte', () => {
  expect(liveBytes).toBeLessThan(100e6);
});
