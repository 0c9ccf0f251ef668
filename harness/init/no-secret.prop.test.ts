import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProofloadError } from '../model/errors.ts';
import { entriesIn, exchangesOf } from '../project/plan/har.ts';
import { harText, type Recorded } from '../project/plan/testing/recording.ts';
import { tokens } from '../project/plan/testing/tokens.ts';
import { type Answers, type Made, makeProject } from './make-project.ts';
import { recordingOf } from './read-source.ts';

/** Of a million tokens, some dozens read like words, so the tests draw the same ones every time. */
const SEED = 14;
const ANSWERS: Answers = {
  name: 'Shop',
  url: 'http://127.0.0.1:3000',
  targets: [{ p95Ms: 500 }],
  load: { ratePerSec: 20 },
  writes: true,
  users: null,
};

/** A request with a secret in some place of it, or of its response. */
type Plant = (secret: string, i: number) => Partial<Recorded>;
const HOST = 'https://shop.example';
const inUrl = encodeURIComponent;
const base64 = (text: string) => Buffer.from(text).toString('base64');

const PLANTS: Record<string, Plant> = {
  path: (secret, i) => ({ url: `${HOST}/p${i}/${inUrl(secret)}/x` }),
  'parameter of a path': (secret, i) => ({ url: `${HOST}/p${i};v=1;jsessionid=${inUrl(secret)}/x` }),
  query: (secret, i) => ({ url: `${HOST}/q${i}?a=1&thing=${inUrl(secret)}` }),
  'address in a query': (secret, i) => ({
    url: `${HOST}/r${i}?next=${inUrl(`/cb?code=${inUrl(secret)}&x=1`)}`,
  }),
  'name in a query': (secret, i) => ({ url: `${HOST}/s${i}?${inUrl(secret)}=1` }),
  fragment: (secret, i) => ({ url: `${HOST}/t${i}#access_token=${inUrl(secret)}` }),
  'user of a URL': (secret, i) => ({ url: `https://ada:${inUrl(secret)}@shop.example/u${i}` }),
  bearer: (secret, i) => ({ url: `${HOST}/v${i}`, headers: { Authorization: `Bearer ${secret}` } }),
  basic: (secret, i) => ({
    url: `${HOST}/w${i}`,
    headers: { Authorization: `Basic ${base64(`ada:${secret}`)}` },
  }),
  header: (secret, i) => ({ url: `${HOST}/x${i}`, headers: { 'X-Thing': `v1;${secret}` } }),
  'header of the browser': (secret, i) => ({
    url: `${HOST}/y${i}`,
    headers: { Referer: `${HOST}/${secret}` },
  }),
  cookie: (secret, i) => ({ url: `${HOST}/z${i}`, headers: { Cookie: `a=1; thing=${inUrl(secret)}; b=2` } }),
  form: (secret, i) => ({ url: `${HOST}/a${i}`, form: { thing: secret, other: 'x' } }),
  'JSON field': (secret, i) => ({ url: `${HOST}/b${i}`, json: { deep: [{ thing: secret }] } }),
  'JSON key': (secret, i) => ({ url: `${HOST}/c${i}`, json: { deep: { [secret]: 1 } } }),
  'JSON value': (secret, i) => ({
    url: `${HOST}/b${i}v`,
    sent: { type: 'application/json', text: JSON.stringify(secret) },
  }),
  text: (secret, i) => ({
    url: `${HOST}/b${i}t`,
    sent: { type: 'text/plain', text: `to ${secret}, please` },
  }),
  XML: (secret, i) => ({
    url: `${HOST}/b${i}x`,
    sent: { type: 'text/xml', text: `<a b="${secret}"><c>${secret}</c><d>e</d></a>` },
  }),
  'comment of XML': (secret, i) => ({
    url: `${HOST}/b${i}y`,
    sent: { type: 'text/xml', text: `<a><!-- ${secret} --></a>` },
  }),
  'JSON in a field': (secret, i) => ({ url: `${HOST}/d${i}`, json: { text: JSON.stringify({ a: secret }) } }),
  GraphQL: (secret, i) => ({
    url: `${HOST}/e${i}`,
    json: { query: `mutation { f(token: "${secret}") { id } }` },
  }),
  'JSON response': (secret, i) => ({ url: `${HOST}/f${i}`, body: { session: { token: secret } } }),
  'key of a response': (secret, i) => ({ url: `${HOST}/g${i}`, body: { [secret]: { id: 'abcdefgh' } } }),
  page: (secret, i) => ({
    url: `${HOST}/h${i}`,
    body: `<input name="t" value="${secret}"><a href="/${secret}">`,
  }),
  'cookie of a response': (secret, i) => ({
    url: `${HOST}/i${i}`,
    responseHeaders: { 'Set-Cookie': `thing=${inUrl(secret)}; HttpOnly` },
  }),
  'header of a response': (secret, i) => ({ url: `${HOST}/j${i}`, responseHeaders: { 'X-Next': secret } }),
  redirect: (secret, i) => ({ url: `${HOST}/k${i}`, status: 302, redirectUrl: `/l?code=${inUrl(secret)}` }),
  'what failed': (secret, i) => ({ url: `${HOST}/m${i}/${inUrl(secret)}`, status: 404 }),
  'another host': (secret, i) => ({ url: `https://x${i}.example/${inUrl(secret)}` }),
  'name of a host': (secret, i) => ({
    url: `https://${secret.replace(/[^A-Za-z0-9]/g, '').toLowerCase()}.example/o${i}`,
  }),
  login: (secret, i) => ({ url: `${HOST}/login${i}`, form: { email: 'ada@example.org', password: secret } }),
};

const requests = fc.array(
  fc.record({
    place: fc.constantFrom(...Object.keys(PLANTS)),
    which: fc.nat({ max: 3 }),
    /** some go to the same address, so that they become one operation */
    address: fc.nat({ max: 4 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const recordings = fc.record({
  secrets: fc.array(tokens, { minLength: 4, maxLength: 4 }),
  requests,
});

function recorded({
  secrets,
  requests: planted,
}: typeof recordings extends fc.Arbitrary<infer T> ? T : never): Recorded[] {
  const made = planted.map(({ place, which, address }): Recorded => {
    const plain: Recorded = { url: `${HOST}/plain${address}` };
    return { ...plain, ...PLANTS[place]!(secrets[which]!, address) };
  });
  return [{ url: `${HOST}/` }, ...made, { url: `${HOST}/end` }];
}

async function projectOf(recording: Recorded[]): Promise<Made | ProofloadError> {
  const source = recordingOf(exchangesOf(entriesIn(JSON.parse(harText(recording)))!), 'a recording');
  try {
    const conversion = source.convert({ writes: true, userColumns: [] });
    return await makeProject(source, conversion, ANSWERS, null);
  } catch (error) {
    if (error instanceof ProofloadError) return error;
    throw error;
  }
}

/** Every way in which a text may say a secret. */
const waysToSay = (secret: string) => [
  secret,
  inUrl(secret),
  JSON.stringify(secret).slice(1, -1),
  secret.replace(/[^\p{L}\p{N}_ -]/gu, '\\$&'),
  base64(`ada:${secret}`),
];

describe('a token anywhere in a recording', () => {
  let written = 0;
  let refused = 0;

  it('is in no file that is written', async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (given) => {
        const made = await projectOf(recorded(given));
        const texts =
          made instanceof ProofloadError
            ? [made.message, made.hint]
            : [...Object.values(made.files), JSON.stringify([made.variables, made.notes])];
        if (made instanceof ProofloadError) {
          expect(['SECRET_LEFT', 'NOTHING_TO_SEND']).toContain(made.code);
          refused++;
        } else written++;
        for (const secret of given.secrets)
          for (const text of texts)
            for (const said of waysToSay(secret))
              if (text.includes(said)) expect.unreachable(`${said} is in ${text}`);
      }),
      { numRuns: 400, seed: SEED },
    );
    // It is not kept secret by writing nothing.
    expect(written).toBeGreaterThan(9 * refused);
  });

  it.each(Object.keys(PLANTS))('does not keep a project from being made: %s', async (place) => {
    const [secret] = fc.sample(tokens, { numRuns: 1, seed: SEED }) as [string];
    const made = await projectOf([
      { url: `${HOST}/` },
      { url: `${HOST}/plain`, ...PLANTS[place]!(secret, 1) },
      { url: `${HOST}/end` },
    ]);
    expect(made).toHaveProperty('files');
  });
});

it('is looked for in what is written, whatever the conversion has made', async () => {
  const source = recordingOf(
    exchangesOf(entriesIn(JSON.parse(harText([{ url: `${HOST}/a` }])))!),
    'a recording',
  );
  const conversion = source.convert({ writes: true, userColumns: [] });
  const [operation] = conversion.plan.operations;
  const leaking = {
    ...conversion,
    plan: { ...conversion.plan, operations: [{ ...operation!, path: '/a/q8Wn3Kf92LmVx0PbTz' }] },
  };
  await expect(makeProject(source, leaking, ANSWERS, null)).rejects.toMatchObject({ code: 'SECRET_LEFT' });
});
