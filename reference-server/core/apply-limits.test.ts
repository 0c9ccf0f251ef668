import type { FastifyReply } from 'fastify';
import { expect, it } from 'vitest';
import { createLimits } from './apply-limits.ts';
import { createRateLimiter } from './rate-limiter.ts';

const PER_ADDRESS = { name: 'all', max: 2, windowSeconds: 900, confirmedAbove: 0, by: 'address' } as const;
const NOW_MS = 1_000_000;

function sentTo() {
  const headers: Record<string, string> = {};
  const reply = {
    header(name: string, value: string) {
      headers[name] = value;
      return reply;
    },
  };
  return { headers, reply: reply as unknown as FastifyReply };
}

const apply = (limit: typeof PER_ADDRESS & { message?: string }) =>
  createLimits([createRateLimiter(limit, null, () => NOW_MS)], () => NOW_MS);
const keyOf = ({ by }: { by?: 'address' }) => (by === 'address' ? 'ip:10.0.0.1' : 'user:1');

it('counts by the key that the limit is about, and reports it in standard fields alone', async () => {
  const limits = apply(PER_ADDRESS);
  const { headers, reply } = sentTo();
  await limits(keyOf, reply);
  expect(headers).toEqual({ 'ratelimit-policy': '"all";q=2;w=900', ratelimit: '"all";r=1;t=800' });
  await limits(keyOf, reply);
  await limits(() => 'ip:10.0.0.2', reply);
  await expect(limits(keyOf, reply)).rejects.toMatchObject({
    status: 429,
    retryAfterSeconds: 800,
    message: 'The all limit is used up.',
  });
});

it("tells a refused client what the platform's limit says", async () => {
  const limits = apply({ ...PER_ADDRESS, message: 'Come back later' });
  const { reply } = sentTo();
  await limits(keyOf, reply);
  await limits(keyOf, reply);
  await expect(limits(keyOf, reply)).rejects.toThrow('Come back later');
});
