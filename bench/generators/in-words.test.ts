import { expect, it } from 'vitest';
import { situationInWords, type ToolResult } from './in-words.ts';
import type { Measurement } from './measure-tool.ts';
import type { Offer } from './tool.ts';

const OPEN: Offer = { model: 'open', ratePerSec: 1_000, connections: 50, durationSec: 10 };

const measured = (requestsPerSec: number, p95Ms: number): Measurement => ({
  server: { requests: requestsPerSec * 10, failed: 1, p95Ms: { low: 1, high: 1.5 } },
  requestsPerSec,
  cpuUsPerRequest: 123.4,
  reported: { requests: requestsPerSec * 10, failed: 2, p95Ms, p99Ms: 2 * p95Ms },
});

const NOTHING: ToolResult = {
  tool: 'slow',
  version: '2',
  checks: 'status',
  p95Is: 'p95',
  measurements: [],
  failures: [],
};

it('has a row for each tool, with medians and ranges', () => {
  const lines = situationInWords({
    offer: OPEN,
    stallMs: 0,
    tools: [
      {
        tool: 'fast',
        version: '1.0',
        checks: 'status and a field',
        p95Is: 'p97.5',
        measurements: [measured(1_000, 2), measured(990, 4), measured(998, 3)],
        failures: [],
      },
      NOTHING,
      { ...NOTHING, tool: 'broken', failures: ['the server got no request'] },
    ],
  });
  expect(lines.slice(2)).toEqual([
    'tool              requests/s        CPU a request  p95 / p99 by the tool  p95 by the server  failed by server / tool  checks',
    'fast 1.0  998 (990 to 1,000)  123 (123 to 123) us       3 (p97.5) / 6 ms        1 to 1.5 ms                    3 / 6  status and a field',
    'slow 2          not possible                                                                                          status',
    'broken 2              failed                                                                                          status',
  ]);
});

it('says what a stall does to times that are counted from the intended start', () => {
  const [sentence, , header] = situationInWords({ offer: OPEN, stallMs: 1_000, tools: [NOTHING] });
  expect(sentence).toContain('p95 and p99 are about 500 and 900 ms or more');
  expect(header).toContain('p95 / p99 with a stall of 1 s');
});
