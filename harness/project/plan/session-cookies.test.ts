import { describe, expect, it } from 'vitest';
import { fromHar } from './from-har.ts';
import { type Recorded, recording } from './testing/recording.ts';
import { SHOP } from './testing/shop.ts';

const SESSION = 'q8Wn3Kf92LmVx0PbTz';
const sets = (cookies: string) => ({ 'set-cookie': cookies });
const form = { email: 'ada@example.org', password: 'correct horse 7 battery' };
const convert = (requests: Recorded[]) =>
  fromHar(recording(requests), { writes: false, userColumns: ['email', 'password'] });
const cookiesOf = ({ plan }: ReturnType<typeof convert>) =>
  plan.operations.map(({ headers }) => headers?.Cookie);

describe('the session that a login begins', () => {
  it('is captured from the response that sets it, before any redirect, and sent with every request', () => {
    const made = convert([
      { url: `${SHOP}/login`, body: '<form>', responseHeaders: sets('sid=a1b2c3d4e5f6g7h8i9; lang=en') },
      {
        url: `${SHOP}/login`,
        form,
        status: 303,
        redirectUrl: '/home',
        responseHeaders: sets(`sid=${SESSION}; HttpOnly\n_ga=GA1.2.1234567890.1700000000`),
      },
      { url: `${SHOP}/home`, headers: { cookie: `sid=${SESSION}` } },
      { url: `${SHOP}/items`, headers: { cookie: `sid=${SESSION}` } },
    ]);
    const [login] = made.logIn;
    expect(made.logIn).toHaveLength(1);
    expect(login).toMatchObject({
      method: 'POST',
      status: 303,
      captures: { 'cookie sid': { cookie: 'sid' } },
    });
    expect(login).not.toHaveProperty('redirects');
    expect(new Set(cookiesOf(made))).toEqual(new Set(['sid={cookie sid}']));
  });

  it('may be that of the form, which comes first because the login sends its token', () => {
    const token = 'c5RfToKen9Xb2Qm4Zt81';
    const made = convert([
      { url: `${SHOP}/login`, body: `<input value="${token}">`, responseHeaders: sets(`sid=${SESSION}`) },
      { url: `${SHOP}/login`, form: { ...form, csrf: token }, headers: { cookie: `sid=${SESSION}` } },
      { url: `${SHOP}/items`, headers: { cookie: `sid=${SESSION}` } },
    ]);
    expect(made.logIn.map(({ captures }) => captures)).toEqual([
      { csrf: expect.anything(), 'cookie sid': { cookie: 'sid' } },
      undefined,
    ]);
  });

  it('is none when a login sets no cookie of a session', () => {
    const made = convert([
      { url: `${SHOP}/login`, form, responseHeaders: sets('lang=en') },
      { url: `${SHOP}/items`, headers: { cookie: 'lang=en' } },
    ]);
    expect(cookiesOf(made)).toEqual([undefined]);
  });
});
