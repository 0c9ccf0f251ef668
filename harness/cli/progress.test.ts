import { describe, expect, it } from 'vitest';
import { ProgressDisplay } from './progress.ts';

function display(isTTY: boolean) {
  let text = '';
  let nowMs = 0;
  const progress = new ProgressDisplay(
    { isTTY, columns: 120, write: (chunk: string) => (text += chunk) },
    () => nowMs,
    200_000,
  );
  return {
    send: progress.onProgress,
    pass: (ms: number) => {
      nowMs += ms;
    },
    text: () => text,
    close: () => progress.close(),
  };
}

const live = { ratePerSec: 1199.4, responseTimeP95Ms: 5.12, failed: 0, users: 1200 };

describe('ProgressDisplay', () => {
  it('redraws the last line of a terminal and leaves one line per finished step', () => {
    const { send, pass, text } = display(true);
    send({ kind: 'begin', step: 'seed', label: 'making rows' });
    pass(8_100);
    send({ kind: 'end', step: 'seed', detail: '30,000 students' });
    expect(text()).toContain('\r\u001b[K  ▸ seed         making rows  about 3 min left');
    expect(text()).toContain('seed         30,000 students  8.1 s\n');
  });

  it('shows the phase, how far it is, and what was seen', () => {
    const { send, pass, text } = display(true);
    send({ kind: 'begin', step: 'load', label: 'starting' });
    send({ kind: 'phase', name: 'steady', durationMs: 60_000 });
    pass(30_000);
    send({ kind: 'live', figures: live });
    expect(text()).toContain(
      'steady           ━━━━━━━━╌╌╌╌╌╌╌╌ 1,199 requests/s · p95 5.12 ms · 0 failed · 1,200 users',
    );
  });

  it('writes a plain line at most every ten seconds where nothing can be redrawn', () => {
    const { send, pass, text } = display(false);
    for (let second = 0; second < 25; second++) {
      send({ kind: 'live', figures: live });
      pass(1_000);
    }
    expect(text().match(/requests\/s/g)).toHaveLength(3);
    expect(text()).not.toContain('\u001b');
  });
});
