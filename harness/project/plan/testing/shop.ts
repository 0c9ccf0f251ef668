import type { Recorded } from './recording.ts';

export const SHOP = 'https://shop.example';

/** Everything in the recording of the shop that nobody else may see. */
export const SHOP_SECRETS = {
  password: 'correct horse 7 battery',
  csrf: 'c5RfToKen9Xb2Qm4Zt81',
  session: 's%3Aq8Wn3Kf92LmVx0PbTz',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiIsIm4iOiJYIn0.Zm9vYmFyYmF6cXV4MTIzNDU2',
  apiKey: 'pk_live_51HxYzAbCdEfGh',
  order: '7f1c2d3e-9a8b-4c5d-8e7f-0a1b2c3d4e5f',
  tracking: 'GA1.2.1234567890.1700000000',
  elsewhere: 'e1sewhere-K9xQ27mP4vT8',
};

const ids = [
  '0b9c6c1e-5a0f-4a5e-9d55-5a3f0c8f1a01',
  '0b9c6c1e-5a0f-4a5e-9d55-5a3f0c8f1a02',
  '0b9c6c1e-5a0f-4a5e-9d55-5a3f0c8f1a03',
];
const product = (id: string) => ({ id, title: 'Shirt', price: 20 });
const authorization = { authorization: `Bearer ${SHOP_SECRETS.token}` };
const cookie = { cookie: `sid=${SHOP_SECRETS.session}; lang=en; _ga=${SHOP_SECRETS.tracking}` };

/** Somebody looks around in a shop, logs in, looks at products, and buys one. */
export const SHOP_RECORDING: Recorded[] = [
  {
    at: 0,
    page: 'p1',
    url: `${SHOP}/`,
    headers: { cookie: `lang=en; _ga=${SHOP_SECRETS.tracking}` },
    body: '<html><title>Shop</title>',
  },
  {
    at: 60,
    page: 'p1',
    url: `${SHOP}/static/main.8f3a9c2e.js?v=2`,
    type: 'application/javascript',
    body: 'x',
  },
  { at: 60, page: 'p1', url: `${SHOP}/static/logo.png`, type: 'image/png', body: '' },
  { at: 80, page: 'p1', url: `https://cdn.example/lib.js`, type: 'text/javascript', body: 'x' },
  { at: 90, page: 'p1', url: `https://stats.example/collect?key=${SHOP_SECRETS.elsewhere}`, body: {} },
  {
    at: 5_000,
    page: 'p2',
    url: `${SHOP}/login`,
    responseHeaders: { 'set-cookie': `sid=${SHOP_SECRETS.session}; HttpOnly` },
    body: `<form><input type="hidden" name="csrf" value="${SHOP_SECRETS.csrf}"></form>`,
  },
  {
    at: 12_000,
    page: 'p2',
    url: `${SHOP}/login`,
    headers: cookie,
    form: { csrf: SHOP_SECRETS.csrf, email: 'ada@example.org', password: SHOP_SECRETS.password },
    status: 303,
    redirectUrl: '/account',
  },
  { at: 12_060, page: 'p3', url: `${SHOP}/account`, headers: cookie, body: '<h1>Hello Ada</h1>' },
  {
    at: 12_200,
    page: 'p3',
    url: `${SHOP}/api/session`,
    headers: cookie,
    body: { accessToken: SHOP_SECRETS.token, user: { id: 42 } },
  },
  {
    at: 20_000,
    page: 'p4',
    url: `${SHOP}/api/products?page=1`,
    headers: authorization,
    body: { items: ids.map(product) },
  },
  { at: 20_000, page: 'p4', url: `${SHOP}/api/categories`, headers: authorization, body: ['shirts', 'hats'] },
  {
    at: 30_000,
    page: 'p4',
    url: `${SHOP}/api/products/${ids[0]}`,
    headers: authorization,
    body: product(ids[0]!),
  },
  {
    at: 40_000,
    page: 'p4',
    url: `${SHOP}/api/products/${ids[2]}`,
    headers: authorization,
    body: product(ids[2]!),
  },
  { at: 50_000, page: 'p4', url: `${SHOP}/api/products?page=2`, headers: authorization, body: { items: [] } },
  {
    at: 60_000,
    page: 'p4',
    url: `${SHOP}/api/search?q=hat&key=${SHOP_SECRETS.apiKey}`,
    headers: authorization,
    body: { items: [] },
  },
  {
    at: 64_000,
    page: 'p4',
    url: `${SHOP}/api/search?q=shirt&key=${SHOP_SECRETS.apiKey}`,
    headers: authorization,
    body: { items: [] },
  },
  {
    at: 70_000,
    page: 'p4',
    url: `${SHOP}/api/orders/${SHOP_SECRETS.order}`,
    headers: authorization,
    body: {},
  },
  { at: 75_000, page: 'p4', url: `${SHOP}/api/coupons`, headers: authorization, status: 404, body: {} },
  {
    at: 80_000,
    page: 'p4',
    url: `${SHOP}/api/cart`,
    headers: authorization,
    json: { productId: ids[2], count: 1, note: 'for Ada', street: '1 Main Street' },
    body: { cartId: 'cart-1' },
  },
  {
    at: 85_000,
    page: 'p4',
    url: `${SHOP}/api/cart/cart-1/checkout`,
    headers: authorization,
    json: { cartId: 'cart-1' },
    status: 201,
  },
];
