import { describe, expect, it } from 'vitest';
import { TOOLS } from './index.ts';
import type { Offer, Work } from './tool.ts';

const WORK: Work = {
  baseUrl: 'http://127.0.0.1:4000',
  users: [
    ['student-1', 'token-1'],
    ['student-2', 'token-2'],
  ],
  folder: '/bench',
  scripts: { alone: '/scripts/alone.js', measured: '/scripts/measured.js' },
};
const OPEN: Offer = { model: 'open', ratePerSec: 700, connections: 50, durationSec: 9 };
const CLOSED: Offer = { model: 'closed', connections: 50, durationSec: 9 };

const OFFERS: [string, Offer][] = [
  ['an open load', OPEN],
  ['a closed loop', CLOSED],
];

describe.each(TOOLS.map((tool) => [tool.name, tool] as const))('%s', (_name, tool) => {
  it.each(OFFERS)('keeps tokens out of its arguments and its environment: %s', (_load, offer) => {
    const command = tool.commandFor('/bin/tool', offer, WORK);
    const visible = JSON.stringify([command?.args, command?.env, command?.afterwards]);
    expect(visible).not.toContain('token-');
  });

  it.each(OFFERS)('writes only into its own folder: %s', (_load, offer) => {
    const command = tool.commandFor('/bin/tool', offer, WORK);
    for (const file of [...Object.keys(command?.files ?? {}), ...(command ? [command.resultFile] : [])]) {
      expect(file).toMatch(/^\/bench\//);
    }
  });

  it('is told the rate, the duration and all users of an open load', () => {
    const { args, env, files } = tool.commandFor('/bin/tool', OPEN, WORK)!;
    const told = JSON.stringify([args, env, files]);
    expect(told).toMatch(/\b700\b|"14"/); // or 14 a second for each of 50 users
    expect(told).toMatch(/\b9s?\b/);
    for (const [id] of WORK.users) expect(told).toContain(id);
  });
});

it('has tools of distinct names', () => {
  expect(new Set(TOOLS.map(({ name }) => name)).size).toBe(TOOLS.length);
});

it('has one tool that only offers a rate', () => {
  const withoutClosedLoop = TOOLS.filter((tool) => tool.commandFor('/bin/tool', CLOSED, WORK) === null);
  expect(withoutClosedLoop.map(({ name }) => name)).toEqual(['wrk2']);
});
