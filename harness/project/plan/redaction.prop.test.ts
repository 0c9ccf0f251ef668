import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProofloadError } from '../../model/errors.ts';
import type { ConvertOptions } from './conversion.ts';
import { fromHar } from './from-har.ts';
import { requireNoSecrets } from './secrets-of.ts';
import { type Recorded, recording } from './testing/recording.ts';
import { SHOP, SHOP_RECORDING, SHOP_SECRETS } from './testing/shop.ts';
import { tokens } from './testing/tokens.ts';
import { trafficOf } from './traffic-of.ts';

/** Of a million tokens, some dozens read like words, so the tests draw the same ones every time. */
const SEED = 1;
const OPTIONS: ConvertOptions = { writes: true, userColumns: [] };

/** What a conversion would write: everything but the values of the environment. */
function writtenFor(requests: Recorded[]): string {
  const { known, ...written } = fromHar(recording(requests), OPTIONS);
  return JSON.stringify([written, trafficOf(written.plan, 1)]);
}

const password = fc
  .string({ minLength: 8, maxLength: 30, unit: 'grapheme' })
  .filter((text) => text.trim() === text && /[^ -~]|\d/.test(text));

const xml = (text: string) => ({ type: 'application/xml', text });

/** Every place of a request or response in which a secret may be. */
const PLACES: Record<string, (secret: string) => Recorded[]> = {
  authorization: (secret) => [{ url: `${SHOP}/a`, headers: { Authorization: `Bearer ${secret}` } }],
  'an authorization with a capture that came too late': (secret) => [
    { url: `${SHOP}/a`, headers: { Authorization: `Bearer ${secret}` } },
    { url: `${SHOP}/b`, body: { token: secret } },
  ],
  'a key in a header': (secret) => [{ url: `${SHOP}/a`, headers: { 'X-Api-Key': secret } }],
  'a header of any name': (secret) => [{ url: `${SHOP}/a`, headers: { 'X-Thing': secret } }],
  'a cookie that was there before': (secret) => [
    { url: `${SHOP}/a`, headers: { Cookie: `sid=${encodeURIComponent(secret)}; lang=en` } },
  ],
  'a cookie that was set': (secret) => [
    { url: `${SHOP}/a`, responseHeaders: { 'Set-Cookie': `sid=${encodeURIComponent(secret)}; HttpOnly` } },
    { url: `${SHOP}/b`, headers: { Cookie: `sid=${encodeURIComponent(secret)}` } },
  ],
  'a query': (secret) => [{ url: `${SHOP}/a?q=${encodeURIComponent(secret)}` }],
  'the name of a parameter': (secret) => [
    { url: `${SHOP}/a?${encodeURIComponent(secret)}` },
    { url: `${SHOP}/b` },
  ],
  'a path': (secret) => [{ url: `${SHOP}/reset/${encodeURIComponent(secret)}` }],
  'a path of several': (secret) => [
    { url: `${SHOP}/reset/${encodeURIComponent(secret)}` },
    { url: `${SHOP}/reset/1` },
  ],
  'a URL with a password': (secret) => [{ url: SHOP.replace('//', `//user:${encodeURIComponent(secret)}@`) }],
  'a fragment': (secret) => [{ url: `${SHOP}/a#${encodeURIComponent(secret)}` }],
  'a JSON body': (secret) => [{ url: `${SHOP}/a`, json: { deep: [{ thing: secret }] } }],
  'a single JSON value': (secret) => [
    { url: `${SHOP}/a`, sent: { type: 'application/json', text: JSON.stringify(secret) } },
  ],
  'a plain text': (secret) => [
    { url: `${SHOP}/a`, sent: { type: 'text/plain', text: `something and ${secret} in it` } },
  ],
  XML: (secret) => [
    {
      url: `${SHOP}/a`,
      sent: xml(`<a><thing>${secret}</thing><b c="${secret}" d='${secret}'/>${secret}</a>`),
    },
  ],
  'XML where nothing has a name': (secret) => [
    {
      url: `${SHOP}/a`,
      sent: xml(`<a><thing ${secret}><!-- ${secret} --><![CDATA[${secret}]]></thing></a>`),
    },
    { url: `${SHOP}/a`, sent: xml(`<a><?thing ${secret}?></a>`) },
    { url: `${SHOP}/a`, sent: xml(`<a><thing-${secret} /></a>`) },
    { url: `${SHOP}/b` },
  ],
  'a type of a body': (secret) => [
    { url: `${SHOP}/a`, sent: { type: `application/${secret}+xml; charset=${secret}`, text: '<a/>' } },
    { url: `${SHOP}/a`, sent: { type: `text/plain; charset=${secret}; x=${secret}`, text: 'a' } },
    { url: `${SHOP}/b` },
  ],
  'a key of a JSON body': (secret) => [{ url: `${SHOP}/a`, json: { [secret]: 1 } }, { url: `${SHOP}/b` }],
  'a form': (secret) => [
    { url: `${SHOP}/a`, form: { thing: secret, password: secret } },
    { url: `${SHOP}/b` },
  ],
  'a page': (secret) => [
    { url: `${SHOP}/a`, body: `<input name="x" value="${secret}"><a href="/${secret}">` },
    { url: `${SHOP}/b`, json: { x: secret } },
  ],
  'another host': (secret) => [
    { url: `${SHOP}/a` },
    { url: `https://x.example/${encodeURIComponent(secret)}?k=${encodeURIComponent(secret)}` },
  ],
  'an asset': (secret) => [
    { url: `${SHOP}/a` },
    { url: `${SHOP}/${encodeURIComponent(secret)}.png`, type: 'image/png', body: '' },
  ],
  'what failed': (secret) => [
    { url: `${SHOP}/a` },
    { url: `${SHOP}/b/${encodeURIComponent(secret)}?key=${encodeURIComponent(secret)}`, status: 404 },
  ],
  'where a redirect led': (secret) => [
    { url: `${SHOP}/a`, status: 302, redirectUrl: `/b?code=${encodeURIComponent(secret)}` },
    { url: `${SHOP}/b?code=${encodeURIComponent(secret)}` },
  ],
};

describe('no secret of a recording is written', () => {
  it.each(Object.entries(PLACES))('%s', (_, requestsWith) => {
    fc.assert(
      fc.property(tokens, (secret) => {
        const written = writtenFor(requestsWith(secret));
        expect(written).not.toContain(secret);
        expect(written).not.toContain(encodeURIComponent(secret));
      }),
      { numRuns: 150, seed: SEED },
    );
  });

  it('neither does a password that no machine has made', () => {
    fc.assert(
      fc.property(password, (secret) => {
        const requests = [
          { url: `${SHOP}/login`, json: { email: 'ada@example.org', password: secret } },
          { url: `${SHOP}/a` },
        ];
        const written = writtenFor(requests);
        expect(written).not.toContain(JSON.stringify(secret).slice(1, -1));
        expect(written).not.toContain('ada@example.org');
      }),
      { numRuns: 500 },
    );
  });

  it('in a whole recording of a shop', () => {
    const written = writtenFor(SHOP_RECORDING);
    for (const secret of Object.values(SHOP_SECRETS)) expect(written).not.toContain(secret);
  });
});

describe('a secret that no machine has made is found by what stands before it', () => {
  const secret = 'hunter22';
  it.each<[string, Recorded]>([
    [
      'GraphQL',
      { url: `${SHOP}/a`, json: { query: `mutation { login(user: "ada", password: "${secret}") { id } }` } },
    ],
    [
      'JSON in a field',
      { url: `${SHOP}/a`, json: { payload: JSON.stringify({ user: 'ada', password: secret }) } },
    ],
    ['a form in a field', { url: `${SHOP}/a`, form: { payload: `user=ada&password=${secret}` } }],
    [
      'an address in a query',
      { url: `${SHOP}/a?next=${encodeURIComponent(`/in?user=ada&password=${secret}`)}` },
    ],
    ['a parameter of a path', { url: `${SHOP}/a;password=${secret}/b` }],
    ['a header', { url: `${SHOP}/a`, headers: { 'X-Login': `user=ada; password=${secret}` } }],
    [
      'a plain text',
      { url: `${SHOP}/a`, sent: { type: 'text/plain', text: `user=ada\npassword=${secret}` } },
    ],
    [
      'a single JSON value',
      { url: `${SHOP}/a`, sent: { type: 'application/json', text: `"password=${secret}"` } },
    ],
    ['an element of XML', { url: `${SHOP}/a`, sent: xml(`<s:in><s:Password>${secret}</s:Password></s:in>`) }],
    [
      'the second of two such elements',
      { url: `${SHOP}/a`, sent: xml(`<a><token>x</token><token>${secret}</token></a>`) },
    ],
    ['an attribute of XML', { url: `${SHOP}/a`, sent: xml(`<in user="ada" password='${secret}'/>`) }],
    ['a text in XML', { url: `${SHOP}/a`, sent: xml(`<in>user=ada, password=${secret}</in>`) }],
    ['a PIN in XML', { url: `${SHOP}/a`, sent: xml('<in><pin>483920</pin></in>') }],
    ['a PIN', { url: `${SHOP}/a`, json: { pin: 483_920 } }],
    ['a code in a path', { url: `${SHOP}/verify/483920` }],
    ['a code with a word in a path', { url: `${SHOP}/invitations/summer-483920` }],
  ])('in %s', (_, request) => {
    const written = writtenFor([{ url: `${SHOP}/` }, request]);
    expect(written).not.toMatch(/hunter22|483920/);
    expect(written).toContain('SECRET_');
  });

  it('but neither in variables of GraphQL, nor in what only has such a name', () => {
    const query = 'mutation In($password: String!) { login(password: $password) { id } }';
    const written = writtenFor([
      { url: `${SHOP}/a`, json: { query, rememberPassword: true, tokens: 5 } },
      { url: `${SHOP}/tokens/5` },
    ]);
    expect(written).toContain('login(password: $password)');
    expect(written).toContain('"rememberPassword":true');
    expect(written).not.toContain('SECRET_');
  });
});

describe('what is no secret although it looks like one', () => {
  it('is where the system is, and other hosts are named without it', () => {
    const host = 'https://a8kx2pqz9lmvx0pb.example';
    const written = writtenFor([
      { url: `${host}/a` },
      { url: `${host}/b` },
      { url: 'https://q8wn3kf92lmvx0.cdn.example/x' },
    ]);
    expect(written).toContain(`"origin":"${host}"`);
    expect(written).toContain('"name":"….cdn.example"');
  });
});

describe('what cannot be redacted', () => {
  const secret = 'customers';
  it.each<[string, Partial<Recorded>]>([
    ['a form', { form: { email: 'a@example.org', password: secret } }],
    ['XML', { sent: xml(`<in><password>a</password><password>${secret}</password></in>`) }],
  ])('is written nowhere: the conversion ends, and does not repeat the secret of %s', (_, login) => {
    const requests = [{ url: `${SHOP}/customers` }, { url: `${SHOP}/login`, ...login }];
    const error = (() => {
      try {
        fromHar(recording(requests), OPTIONS);
      } catch (thrown) {
        return thrown as ProofloadError;
      }
    })();
    expect(error).toBeInstanceOf(ProofloadError);
    expect(error).toMatchObject({ code: 'SECRET_LEFT' });
    expect(`${error!.message} ${error!.hint}`).not.toContain(secret);
  });

  it.each<[string, unknown]>([
    ['a text', { operations: [{ name: 'GET /a', path: '/a?q=a8Kx2pQz9LmVx0Pb' }] }],
    ['a name', { a8Kx2pQz9LmVx0Pb: 1 }],
    ['a number', [4111111111111111]],
    ['something of the recording, in the characters of a URL', ['/a?q=hunter%202']],
  ])('is found in %s', (_, written) => {
    expect(() => requireNoSecrets(written, new Set(['hunter 2']))).toThrow(
      'A secret of the recording would have been written',
    );
  });

  it('is no reference to the environment', () => {
    expect(() => requireNoSecrets([`\${SECRET_A1B2C3D4E5F6}`], new Set())).not.toThrow();
  });
});
