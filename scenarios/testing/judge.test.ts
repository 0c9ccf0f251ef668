import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Route, User } from '../lib/route.ts';
import { type Judgement, judge, type Response } from './judge.ts';

type Case = { name: string; route: Route; user: User; response: Response } & Partial<Judgement>;

/** The same cases test the k6 extension, so tests outside k6 accept exactly what k6 accepts. */
const CASES: Case[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../scripts/k6/testdata/judgements.json'), 'utf8'),
);

it.each(CASES.map((each) => [each.name, each] as const))('judges as k6 does: %s', (_, each) => {
  const { outcome, captured } = judge(each.route, each.user, each.response);
  expect(outcome).toBe(each.outcome);
  if (each.captured) expect(captured).toEqual(each.captured);
});
