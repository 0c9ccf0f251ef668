import { describe, expect, it } from 'vitest';
import { looksRandom } from './looks-random.ts';
import { namesCredential, soundsLikePassword, soundsSecret } from './sounds-secret.ts';
import { tokenOf } from './testing/tokens.ts';

const WRITTEN = [
  ...[
    'products',
    'getProductDetailsById',
    'iphone-15-pro',
    'iPhone15ProMax',
    'MacBookPro16',
    'XMLHttpRequest2',
  ],
  ...[
    '2026-03-01T08:00:00.000Z',
    '20260301T080000Z',
    '1700000000000',
    '+1 555 0100',
    '1999',
    'v2',
    'en-US',
    'utf-8',
  ],
  ...['The quick brown fox jumps over the lazy dog', 'application/vnd.api+json', 'ada.lovelace@example.org'],
  ...[
    'Geschwindigkeitsbegrenzung',
    'created_at_desc',
    'SKU-1042-B',
    'page=1&sort=price',
    '€ 1.234,56',
    'iPhone-15-Pro-Max-256GB',
    '漢字かな交じり文',
  ],
];
const MADE = [
  ...['7f1c2d3e-9a8b-4c5d-8e7f-0a1b2c3d4e5f', 'd41d8cd98f00b204e9800998ecf8427e', 'a8Kx2pQz', '3f2a9b1c'],
  ...[
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl',
    'AKIAIOSFODNN7EXAMPLE',
    'sk_live_4242abcdefgh',
    'JBSWY3DPEHPK3PXP',
  ],
  '4111111111111111',
  ...['xkqjzvwbtrnmlpdsghfc', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
];

describe('what looks random', () => {
  it.each(WRITTEN)('%s does not', (text) => expect(looksRandom(text)).toBe(false));
  it.each(MADE)('%s does', (text) => expect(looksRandom(text)).toBe(true));

  it('is nearly every token of a machine: one in 1,000 may be missed', () => {
    const made = (['base64', 'base64url', 'hex', 'uuid'] as const).flatMap((encoding) =>
      Array.from({ length: 5_000 }, (_, number) => tokenOf(number, 16, encoding)),
    );
    expect(made.filter((token) => !looksRandom(`/a/${token}`)).length).toBeLessThan(20);
  });
});

describe('what sounds secret', () => {
  it.each([
    'Authorization',
    'X-Api-Key',
    'csrf_token',
    'sessionId',
    'PHPSESSID',
    'accessToken',
    'key',
    'client_secret',
    'user[password]',
    'XSRF-TOKEN',
  ])('%s', (name) => expect(soundsSecret(name)).toBe(true));
  it.each(['author', 'keyword', 'monkey', 'passenger', 'tokenized', 'sortKey', 'page', 'compass', 'pinned'])(
    'not %s',
    (name) => expect(soundsSecret(name)).toBe(false),
  );

  it('is a credential only when the name is that of the secret itself', () => {
    expect(['auth_token', 'sessionId', 'api-key', 'password'].map(namesCredential)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['auth_type', 'token_length', 'page'].map(namesCredential)).toEqual([false, false, false]);
    expect(['password', 'user.passwd', 'compass'].map(soundsLikePassword)).toEqual([true, true, false]);
  });
});
