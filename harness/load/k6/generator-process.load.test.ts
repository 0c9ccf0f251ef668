import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningProgram } from '../../system/supervision/supervisor.ts';
import { parseResidentMemory } from '../../telemetry/procfs.ts';
import { GENERATOR_NICENESS } from '../generator-niceness.ts';
import { type Drive, startDrive } from './testing/fixture.ts';
import { garbageCollections } from './testing/go-profile.ts';

let fixture: Drive;
beforeEach(async () => {
  fixture = await startDrive();
});
afterEach(() => fixture.end());

/** Only root may raise a priority; otherwise the generator runs at the usual one. */
const isRoot = process.getuid?.() === 0;

describe('a generator process', () => {
  it.runIf(isRoot)('gets the CPU before the system that it loads', async () => {
    let generator: RunningProgram;
    let [ofProcess, ofSession] = [0, ''];
    await fixture.drive({
      load: { model: 'open', arrivalRatePerSec: 50 },
      durationMs: 2_000,
      onStarted: ([part]) => {
        generator = part!;
      },
      onReleased: () => {
        ofProcess = getPriority(generator.pid);
        const sharedBySession = `/proc/${generator.pid}/autogroup`;
        ofSession = existsSync(sharedBySession) ? readFileSync(sharedBySession, 'utf8') : 'none';
      },
    });
    expect(ofProcess).toBe(getPriority() + GENERATOR_NICENESS);
    expect(ofSession).toMatch(new RegExp(`^none$| nice ${GENERATOR_NICENESS}\\n$`));
  });

  it('collects garbage and sets memory aside before its load, and does neither afterwards', async () => {
    const [users, thinkTimeMs, durationMs] = [200, 100, 4_000];
    type Seen = { collections: number; residentBytes: number; faults: number };
    const seen: Promise<Seen>[] = [];
    let generator: RunningProgram;
    const look = () => seen.push(memoryOf(generator));
    await fixture.drive({
      load: { model: 'closed', users, thinkTimeMs },
      durationMs,
      onStarted: ([part]) => {
        generator = part!;
      },
      onReleased: () => {
        look();
        setTimeout(look, 3_000);
      },
    });
    const [before, after] = (await Promise.all(seen)) as [Seen, Seen];
    expect([before.collections, after.collections]).toEqual([2, 2]);
    // 8,000 requests, 25 KB each; without it they touch 40,000 pages and more.
    expect(before.residentBytes).toBeGreaterThan(200e6);
    expect(after.residentBytes).toBeGreaterThan(0.95 * before.residentBytes);
    expect(after.faults - before.faults).toBeLessThan(20_000);
  });
});

/** How often Go has collected garbage in a k6 process, and its memory and page faults from the kernel. */
async function memoryOf({ pid }: RunningProgram) {
  const collections = await garbageCollections({ pid });
  const { privateBytes } = parseResidentMemory(readFileSync(`/proc/${pid}/status`, 'utf8'));
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return {
    collections,
    residentBytes: privateBytes,
    faults: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[7]), // the tenth field: faults without a read
  };
}
