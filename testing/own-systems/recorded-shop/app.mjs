// The shop of harness/project/plan/testing/shop.ts, with other users than the one who was recorded: a form with a token, a session in a
// cookie, and an API for a token of its own. Prints its address.
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json, text } from 'node:stream/consumers';

const API_KEY = process.env.SHOP_API_KEY;
const products = Array.from({ length: 6 }, () => ({ id: randomUUID(), title: 'Shirt', price: 20 }));
const sessions = new Map();
const tokens = new Map();
const carts = new Map();
const counts = { logins: 0, orders: 0, users: {}, refused: {} };
const random = () => randomBytes(16).toString('base64url');

/** The session of the cookie. */
function sessionOf({ headers: { cookie = '' } }) {
  const [, sid] = /(?:^|; )sid=([^;]+)/.exec(cookie) ?? [];
  return sessions.get(sid);
}

/** What somebody gets who has not logged in, or only sees the pages. */
async function page(request, pathname) {
  const session = sessionOf(request);
  if (pathname === '/') return [200, '<html><title>Shop</title>'];
  if (pathname === '/login' && request.method === 'GET') {
    const sid = `s%3A${random()}`;
    const shown = session ?? { csrf: random(), user: null };
    if (!session) sessions.set(sid, shown);
    const form = `<form><input type="hidden" name="csrf" value="${shown.csrf}"></form>`;
    return [200, form, session ? {} : { 'set-cookie': `sid=${sid}; HttpOnly` }];
  }
  if (pathname === '/login') {
    const form = new URLSearchParams(await text(request));
    const email = form.get('email');
    if (session?.csrf !== form.get('csrf') || form.get('password') !== `pw of ${email}`) return [403, ''];
    session.user = email;
    session.token = random();
    tokens.set(session.token, email);
    counts.logins++;
    return [303, '', { location: '/account' }];
  }
  if (pathname === '/account') return session?.user ? [200, '<h1>Hello</h1>'] : [401, ''];
  if (pathname === '/api/session')
    return session?.user ? [200, { accessToken: session.token, user: { id: session.user } }] : [401, {}];
  return null;
}

/** What the API answers a user. */
async function api(request, { pathname, searchParams }, user) {
  counts.users[user] = (counts.users[user] ?? 0) + 1;
  const isWrite = request.method === 'POST';
  if (pathname === '/api/products') {
    const from = (Number(searchParams.get('page')) - 1) * 3;
    return [200, { items: products.slice(from, from + 3) }];
  }
  if (pathname === '/api/categories') return [200, ['shirts', 'hats']];
  const product = products.find(({ id }) => pathname === `/api/products/${id}`);
  if (product) return [200, product];
  if (pathname === '/api/search')
    return searchParams.get('key') === API_KEY ? [200, { items: [] }] : [403, {}];
  if (pathname === '/api/cart' && isWrite) {
    const { productId, count } = await json(request);
    if (!products.some(({ id }) => id === productId) || count !== 1) return [422, {}];
    const cartId = `cart-${carts.size + 1}`;
    carts.set(cartId, user);
    return [200, { cartId }];
  }
  const [, cart] = /^\/api\/cart\/([^/]+)\/checkout$/.exec(pathname) ?? [];
  if (cart && isWrite && carts.get(cart) === user && (await json(request)).cartId === cart) {
    counts.orders++;
    return [201, {}];
  }
  return [404, {}];
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://shop');
  if (url.pathname === '/counts') return response.end(JSON.stringify(counts));
  const user = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
  const answer = (await page(request, url.pathname)) ?? (user ? await api(request, url, user) : [401, {}]);
  const [status, body, headers = {}] = answer;
  if (status >= 400)
    counts.refused[`${status} ${url.pathname}`] = (counts.refused[`${status} ${url.pathname}`] ?? 0) + 1;
  const isPage = typeof body === 'string';
  response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json', ...headers });
  response.end(isPage ? body : JSON.stringify(body));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
