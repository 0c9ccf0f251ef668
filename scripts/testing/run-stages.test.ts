import { describe, expect, it } from 'vitest';
import type { Counts } from './counts.ts';
import { runStages } from './run-stages.ts';
import type { Stage } from './stages.ts';

const PASSED: Counts = { passed: 2, failed: 0, skipped: 0 };
const FAILED: Counts = { passed: 1, failed: 1, skipped: 0 };
const EMPTY: Counts = { passed: 0, failed: 0, skipped: 0 };

function stage(name: string, counts: Counts, change: Partial<Stage> = {}): Stage {
  return { name, kind: 'tests', isSlow: false, run: async () => counts, ...change };
}

async function run(stages: Stage[], signal = new AbortController().signal) {
  const lines: string[] = [];
  let nowMs = 0;
  const clock = () => {
    nowMs += 750;
    return nowMs;
  };
  const counts = await runStages(
    stages,
    { root: '', vitestArgs: [], signal },
    (line) => lines.push(line),
    clock,
  );
  return { counts, lines };
}

describe('runStages', () => {
  it('sums the counts and logs how long each stage took', async () => {
    const { counts, lines } = await run([stage('unit tests', PASSED), stage('more', PASSED)]);
    expect(counts).toEqual({ passed: 4, failed: 0, skipped: 0 });
    expect(lines).toContain('  ✓ unit tests: 2 passed, 0 failed  0.8 s\n');
  });

  it('runs every fast stage after a failure, but no slow one', async () => {
    const { counts, lines } = await run([
      stage('lint', FAILED, { kind: 'check' }),
      stage('unit', PASSED),
      stage('integration', PASSED, { isSlow: true }),
    ]);
    expect(counts).toEqual({ passed: 3, failed: 1, skipped: 0 });
    expect(lines.at(-1)).toBe('  – integration: not run, because a faster stage failed');
  });

  it('fails when no test ran, although the checks passed', async () => {
    const { counts } = await run([stage('lint', PASSED, { kind: 'check' }), stage('unit', EMPTY)]);
    expect(counts.failed).toBe(1);
  });

  it('starts nothing after an interruption', async () => {
    const interruption = new AbortController();
    const first = stage('first', PASSED, {
      run: async () => {
        interruption.abort();
        return EMPTY;
      },
    });
    const { counts } = await run([first, stage('second', PASSED)], interruption.signal);
    expect(counts).toEqual(EMPTY);
  });
});
