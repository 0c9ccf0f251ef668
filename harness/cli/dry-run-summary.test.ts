import { expect, it } from 'vitest';
import type { DryRun } from '../model/dry-run.ts';
import { showDryRun } from './dry-run-summary.ts';
import { keptShell } from './testing/kept-shell.ts';

const request = { method: 'POST', path: '/items?page={page}', headers: {}, body: null };
const DRY_RUN: DryRun = {
  name: 'Shop',
  url: 'http://127.0.0.1:3000',
  host: 'loopback',
  users: 2,
  logIn: [{ ...request, path: '/login', body: '{"password":"{password}"}' }],
  loads: [
    {
      name: 'open',
      load: { model: 'open', arrivalRatePerSec: 20 },
      generatorProcesses: 1,
      phases: [
        { name: 'warm-up', kind: 'warm-up', durationMs: 15_000 },
        { name: 'steady', kind: 'steady', durationMs: 60_000 },
      ],
    },
  ],
  requests: 1_500,
  tooSmallFor: [{ target: 'availability', requestsNeeded: 3_688, requestsPlanned: 1_200 }],
  routes: [
    {
      name: 'items',
      method: 'POST',
      path: '/items?page={page}',
      share: 1,
      headerNames: ['authorization'],
      example: { ...request, path: '/items?page=3', body: `{"a":"\u001b[31m${'x'.repeat(9_999)}"}` },
    },
  ],
  scenario: null,
  variables: [{ name: 'API_KEY', isSet: false }],
};

it('shows what would be sent: each request with an example, on lines of a terminal', () => {
  const { shell, kept } = keptShell();
  showDryRun(shell, DRY_RUN);
  const lines = kept().out.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '  as        2 users, each of whom logs in first with POST /login',
      '                   body {"password":"{password}"}',
      '  load      20 requests/s for 1 min (after 15 s of warm-up)',
      '  too small availability cannot pass: it needs at least 3,688 requests, and this load sends about 1,200. Send more (--rate, --duration), or promise less.',
      '  requests   100%  POST /items?page={page}  with authorization',
      '                   like /items?page=3',
      '  needs     API_KEY (not set)',
    ]),
  );
  for (const line of lines) {
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line.length).toBeLessThan(250);
  }
});
