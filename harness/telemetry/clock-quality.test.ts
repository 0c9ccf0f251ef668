import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchClock } from './clock-quality.ts';

/** A clock in virtual time: each sleep takes what it is asked for and `lateMs` more; after `setAtMs`, the wall clock is ahead by `byMs`. */
function virtual({ lateMs = (): number => 0, setAtMs = Number.POSITIVE_INFINITY, byMs = 0 } = {}) {
  let elapsedMs = 0;
  return {
    clock: {
      monotonicMs: () => elapsedMs,
      nowMs: () => 1e12 + elapsedMs + (elapsedMs >= setAtMs ? byMs : 0),
    },
    sleep: async (ms: number) => {
      elapsedMs += ms + lateMs();
    },
  };
}

const watch = ({ clock, sleep }: ReturnType<typeof virtual>, root?: string) =>
  watchClock(clock, sleep, { forMs: 100, ...(root === undefined ? {} : { root }) });

describe('watchClock', () => {
  it('sees nothing wrong with a steady clock', async () => {
    expect(await watch(virtual())).toMatchObject({ movedMs: 0, latestTimerMs: 0 });
  });

  it.each([250, -250])('sees that the wall clock was set by %i ms', async (byMs) => {
    expect(await watch(virtual({ setAtMs: 40, byMs }))).toMatchObject({ movedMs: 250 });
  });

  it('sees the latest timer', async () => {
    const delays = [1, 30, 2];
    expect((await watch(virtual({ lateMs: () => delays.shift() ?? 0 }))).latestTimerMs).toBe(30);
  });

  it('reads the source of time, if there is one', async () => {
    const root = await mkdtemp(join(tmpdir(), 'proofload-clock-'));
    try {
      expect((await watch(virtual(), root)).source).toBeNull();
      const file = join(root, 'sys/devices/system/clocksource/clocksource0/current_clocksource');
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, 'kvm-clock\n');
      expect((await watch(virtual(), root)).source).toBe('kvm-clock');
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
