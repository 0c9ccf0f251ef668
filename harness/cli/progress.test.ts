import { describe, expect, it } from 'vitest';
import { keptOutput } from '../program/testing/kept-output.ts';
import { ProgressDisplay } from './progress.ts';

function display(isTTY: boolean, env?: Record<string, string>, { rows = 24, columns = 120 } = {}) {
  const { output, text } = keptOutput({ isTTY, rows, columns }, env);
  let nowMs = 0;
  const progress = new ProgressDisplay(output, () => nowMs, 200_000);
  return {
    send: progress.onProgress,
    pass: (ms: number) => {
      nowMs += ms;
    },
    text,
    showBelow: (...lines: string[]) => progress.showBelow(lines),
    close: () => progress.close(),
  };
}

const live = { ratePerSec: 1199.4, responseTimeP95Ms: 5.12, failed: 0, users: 1200 };

describe('ProgressDisplay', () => {
  it('redraws the last line of a terminal, and leaves one line per finished step', () => {
    const { send, pass, text } = display(true);
    send({ kind: 'begin', step: 'seed', label: 'making rows' });
    pass(8_100);
    send({ kind: 'end', step: 'seed', detail: '30,000 students' });
    expect(text()).toContain('\r\u001b[K  ▸ seed         making rows  about 3 min left');
    expect(text()).toContain('seed         30,000 students  8.1 s\n');
  });

  it('shows the phase, its progress, and the live figures', () => {
    const { send, pass, text } = display(true);
    send({ kind: 'begin', step: 'load', label: 'starting' });
    send({ kind: 'phase', name: 'steady', durationMs: 60_000 });
    pass(30_000);
    send({ kind: 'live', figures: live });
    expect(text()).toContain(
      'steady           ━━━━━╌╌╌╌╌ 1,199 requests/s · p95 5.12 ms · 0 failed · 1,200 users',
    );
  });

  it('says on a narrow terminal too how long the rest takes', () => {
    const { send, text } = display(true, { NO_COLOR: '1', TERM: 'xterm' }, { columns: 70 });
    send({ kind: 'phase', name: 'steady', durationMs: 60_000 });
    send({ kind: 'live', figures: live });
    const line = text().replace('\r\u001b[K', '');
    expect(line).toMatch(/ steady: 1,199 requests\/s · .*… {2}about 3 min left$/);
    expect(line.length).toBe(69);
  });

  it('wraps a finished step at spaces, below its text', () => {
    const { send, text } = display(true, { NO_COLOR: '1', TERM: 'xterm' }, { columns: 60 });
    send({ kind: 'end', step: 'answer', detail: 'http://127.0.0.1:13656 answers k6 as a user expects' });
    expect(text()).toBe(
      `  ✓ answer       http://127.0.0.1:13656 answers k6 as a\n${' '.repeat(17)}user expects 0 ms\n`,
    );
  });

  it('writes a plain line at most every ten seconds if nothing can be redrawn', () => {
    const { send, pass, text } = display(false);
    for (let second = 0; second < 25; second++) {
      send({ kind: 'live', figures: live });
      pass(1_000);
    }
    expect(text().match(/requests\/s/g)).toHaveLength(3);
    expect(text()).not.toContain('\u001b');
  });

  it.each([
    [{ NO_COLOR: '1', TERM: 'xterm' }, '\r\u001b[K  ✓ seed'],
    [{ FORCE_COLOR: '0', TERM: 'xterm' }, '\r\u001b[K  ✓ seed'],
    [{ TERM: 'dumb' }, 'time left\n  ✓ seed'],
  ])('has no colours on a terminal with %o', (env: Record<string, string>, expected) => {
    const { send, text } = display(true, env);
    send({ kind: 'begin', step: 'seed', label: 'time left' });
    send({ kind: 'end', step: 'seed', detail: '30,000 students' });
    expect(text().replace(/(?<=time left) .*/, '')).toContain(expected);
    expect(text().replaceAll('\r\u001b[K', '')).not.toContain('\u001b');
  });

  it('shows control characters instead of executing them', () => {
    const { send, text } = display(true, { NO_COLOR: '1', TERM: 'xterm' });
    const command = 'a\u001b[2J\u009b2Jb\n\u202ec';
    send({ kind: 'begin', step: 'seed', label: command });
    send({ kind: 'detail', step: 'seed', detail: command, fraction: null });
    send({ kind: 'phase', name: command, durationMs: 1 });
    send({ kind: 'live', figures: live });
    send({ kind: 'event', what: command });
    send({ kind: 'end', step: 'seed', detail: command });
    const shown = text().replaceAll('\r\u001b[K', '');
    expect(shown.match(/a\uFFFD\[2J\uFFFD2Jb \uFFFDc/g)).toHaveLength(5);
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
  });

  describe('lines below the live one', () => {
    it('are drawn with it, in place, and removed before anything else is printed', () => {
      const { send, showBelow, text } = display(true, { NO_COLOR: '1', TERM: 'xterm' });
      showBelow('p95 5 ms', 'users 30');
      send({ kind: 'live', figures: live });
      expect(text().replaceAll('\r\u001b[K', '|').replace('\u001b[2A\r', '^')).toMatch(
        /^\| {2}▸ .*\n\|p95 5 ms\n\|users 30\^$/,
      );
      const before = text().length;
      send({ kind: 'event', what: 'a server was killed' });
      expect(text().slice(before)).toBe(
        `\r\u001b[K\n\r\u001b[K\n\r\u001b[K\u001b[2A\r  ! ${''.padEnd(12)} a server was killed\n`,
      );
    });

    it('change at once, and fewer leave nothing behind', () => {
      const { send, showBelow, text } = display(true, { NO_COLOR: '1', TERM: 'xterm' });
      showBelow('one', 'two');
      send({ kind: 'live', figures: live });
      const before = text().length;
      showBelow('three');
      const [removed, , drawn] = text().slice(before).split(/(A\r)/);
      expect(removed!.replaceAll('\r\u001b[K', '|')).toBe('|\n|\n|\u001b[2');
      expect(drawn).toMatch(/requests\/s/);
      expect(drawn).toContain('three');
    });

    it('that do not fit are counted', () => {
      const { send, showBelow, text } = display(true, { NO_COLOR: '1', TERM: 'xterm' }, { rows: 6 });
      showBelow('one', 'two', 'three', 'four', 'five');
      send({ kind: 'live', figures: live });
      expect(text().split('\n\r\u001b[K').slice(1)).toEqual(['one', 'two', '    and 3 more\u001b[3A\r']);
    });

    it('are not in a file', () => {
      const { send, showBelow, text } = display(false);
      showBelow('one');
      send({ kind: 'live', figures: live });
      expect(text()).not.toContain('one');
    });
  });
});
