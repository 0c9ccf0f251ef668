import { expect, it } from 'vitest';
import type { Made } from '../init/make-project.ts';
import { showProject } from './init-summary.ts';
import { keptShell } from './testing/kept-shell.ts';

const HOSTILE = 'a\u001b[31m\u202e\n::error::b ##[c] $(id) `id`';

const MADE: Made = {
  files: { 'plan.json': '', 'scenario.ts': '' },
  plan: {
    schemaVersion: 1,
    operations: [
      { name: `GET /${HOSTILE}`, method: 'GET', path: '/', weight: 1, captures: { [HOSTILE]: 'a' } },
    ],
    leftOut: [
      { kind: 'operation', name: `GET /${'x'.repeat(10_240)}`, reason: `${HOSTILE}${'y'.repeat(10_240)}` },
    ],
  },
  rehearsed: null,
  variables: [
    { name: 'SECRET_A', purpose: `the header "${HOSTILE}" of GET /` },
    { name: 'SECRET_LONGER', purpose: 'the field "b" of the login' },
  ],
  notes: [HOSTILE],
};

it.each([
  ['.', 'verify'],
  ['load', 'verify --config load/proofload.config.ts'],
  ['../my load', "verify --config '../my load/proofload.config.ts'"],
])('in the folder %s, says what to do next as a checkout calls it', (folder, command) => {
  const { shell, kept } = keptShell();
  showProject(shell, MADE, { folder, replaced: [] });
  const { out } = kept();
  expect(out).toContain(`\n  Next: npm start -- ${command} --dry-run, then npm start -- ${command}\n`);
});

it('shows what was written, harmless on a terminal, in a shell and in CI', () => {
  const { shell, kept } = keptShell();
  showProject(shell, MADE, { folder: 'load', replaced: ['plan.json'] });
  const { out } = kept();
  for (const line of out.split('\n')) {
    expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(line.trim()).not.toMatch(/^::|##\[/);
    expect(line.length).toBeLessThan(300);
  }
  expect(out).toContain('\n  plan.json (replaced)\n  scenario.ts\n');
  expect(out).toContain('\n  SECRET_LONGER  the field "b" of the login\n');
  expect(out).not.toContain('export');
  expect(out).toContain('Nothing was sent, so the plan may still contain requests that do not work.');
});
