import { expect, test } from 'vitest';
import { KnownTokens } from './known-tokens.ts';
import { newSessionToken } from './session-token.ts';

test('a token is known from the time it is added until it is forgotten', () => {
  const known = new KnownTokens();
  const [token, other] = [newSessionToken(), newSessionToken()];
  expect(known.has(token)).toBe(false);
  known.add(token);
  expect([known.has(token), known.has(other)]).toEqual([true, false]);
  known.forget(token);
  expect(known.has(token)).toBe(false);
});

test('the oldest are dropped when there are too many, but never the last 50,000', () => {
  const known = new KnownTokens();
  const tokens = Array.from({ length: 100_001 }, () => newSessionToken());
  for (const token of tokens) known.add(token);
  expect(known.has(tokens[0]!)).toBe(false);
  expect(tokens.slice(-50_000).every((token) => known.has(token))).toBe(true);
});
