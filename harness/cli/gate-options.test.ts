import { describe, expect, it } from 'vitest';
import {
  type GateOptions,
  gateModeOf,
  inconclusiveOf,
  onlyOf,
  pairsOf,
  sameVersions,
  versionsOf,
} from './gate-options.ts';

const OPTIONS: GateOptions = { seed: '1', out: 'runs' };
const URL = 'http://127.0.0.1:3000';
const modeOf = (options: Partial<GateOptions>, runs: string[] = []) =>
  gateModeOf(runs, { ...OPTIONS, ...options });

describe('gateModeOf', () => {
  it('follows from the options', () => {
    expect(modeOf({})).toBe('budget');
    expect(modeOf({ budget: 'budget.json' }, ['runs/a'])).toBe('budget');
    expect(modeOf({ baseline: 'runs' }, ['runs/a', 'runs/b'])).toBe('baseline');
    expect(modeOf({ base: 'a', head: 'b' })).toBe('base-head');
    expect(modeOf({ baseUrl: 'http://127.0.0.1:3001', head: 'b' })).toBe('base-head');
    expect(modeOf({ calibrate: true, head: 'b' })).toBe('calibrate');
  });

  it.each<[Partial<GateOptions>, string[], RegExp]>([
    [{ base: 'a' }, [], /needs both versions/],
    [{ base: 'a', head: 'b', baseline: 'runs' }, [], /--baseline compares with earlier runs/],
    [{ base: 'a', head: 'b' }, ['runs/a'], /so no finished runs can be named/],
    [{ calibrate: true }, ['runs/a'], /so no finished runs can be named/],
    [{}, ['runs/a', 'runs/b'], /A budget judges one run at a time/],
    [{ url: URL }, ['runs/a'], /--url is about a new run, but a finished one was named/],
    [{ thinkTime: '1s', baseline: 'runs' }, ['runs/a'], /--think-time is about a new run/],
    [{ pairs: '8' }, [], /--pairs is about runs that take turns/],
    [{ baseline: 'runs', pairs: '8' }, [], /--pairs is about runs that take turns/],
    [{ base: 'a', head: 'b', p95: '200' }, [], /--p95 promises something of one run/],
    [{ calibrate: true, head: 'b', availability: '99' }, [], /--availability promises something/],
    [{ calibrate: true, head: 'b', base: 'a' }, [], /--base has no effect with --calibrate/],
    [{ calibrate: true, head: 'b', baseline: 'runs' }, [], /--baseline compares|--baseline has no effect/],
    [{ calibrate: true, head: 'b', inconclusive: 'pass' }, [], /--inconclusive has no effect/],
  ])('refuses %j with runs %j', (options, runs, problem) => {
    expect(() => modeOf(options, runs)).toThrow(problem);
  });
});

describe('versionsOf', () => {
  it('starts both where the config says, or uses their own URLs', () => {
    const of = (options: Partial<GateOptions>) => versionsOf({ ...OPTIONS, ...options }, `${URL}/`);
    expect(of({ base: 'a', head: 'b' })).toEqual({
      base: { name: 'base', command: 'a', url: URL },
      head: { name: 'head', command: 'b', url: URL },
    });
    expect(of({ baseUrl: 'http://127.0.0.1:1/x/', headUrl: 'http://127.0.0.1:2' })).toEqual({
      base: { name: 'base', command: null, url: 'http://127.0.0.1:1/x' },
      head: { name: 'head', command: null, url: 'http://127.0.0.1:2' },
    });
    expect(() => of({ baseUrl: URL, head: 'b' })).toThrow(/only one of them has a command/);
    expect(() => of({ baseUrl: 'ftp://a', headUrl: URL })).toThrow(/--base-url must be an address/);
    expect(() => of({ baseUrl: 'http://u:p@127.0.0.1', headUrl: URL })).toThrow(/without a user/);
  });

  it('lets one version take turns with itself', () => {
    const { base, head } = sameVersions({ ...OPTIONS, head: 'b' }, URL);
    expect([base.command, head.command, base.url, head.url]).toEqual(['b', 'b', URL, URL]);
  });
});

it('reads numbers, names and words', () => {
  expect(onlyOf({ ...OPTIONS, only: ['p95,correct', 'goodput'] })).toEqual(['p95', 'correct', 'goodput']);
  expect(onlyOf(OPTIONS)).toBeNull();
  expect(pairsOf(OPTIONS)).toBe(4);
  expect(pairsOf({ ...OPTIONS, pairs: '6' })).toBe(6);
  expect(() => pairsOf({ ...OPTIONS, pairs: '3' })).toThrow(/--pairs must be a whole number from 4/);
  expect(inconclusiveOf(OPTIONS)).toBe('own');
  expect(() => inconclusiveOf({ ...OPTIONS, inconclusive: 'maybe' })).toThrow(/pass or fail, not "maybe"/);
});
