// A shop that is not ours: a plain HTTP server with a login, a page of items, and metrics under names of its own. Prints its address.
import { createServer } from 'node:http';

const tokens = new Map();
const counts = { logins: 0, pages: {}, carts: 0, requests: { 200: 0, 201: 0, 401: 0, 404: 0 } };
const lookups = { atMost5: 0, all: 0, seconds: 0 };

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://shop');
  const answer = (status, body) => {
    counts.requests[status]++;
    response
      .writeHead(status, { 'content-type': 'application/json', 'x-request': '1' })
      .end(JSON.stringify(body));
  };
  if (url.pathname === '/metrics') return response.end(metrics());
  if (url.pathname === '/counts') return response.end(JSON.stringify(counts));
  if (url.pathname === '/login') {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { email, password } = JSON.parse(text);
    if (password !== `secret of ${email}`) return answer(401, { error: 'wrong password' });
    const token = `session-${Math.random().toString(36).slice(2)}`;
    tokens.set(token, email);
    counts.logins++;
    return answer(201, { session: { token } });
  }
  const email = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
  if (!email) return answer(401, { error: 'log in first' });
  if (url.pathname === '/items') {
    const page = url.searchParams.get('page');
    counts.pages[page] = (counts.pages[page] ?? 0) + 1;
    lookups.all++;
    lookups.atMost5++;
    lookups.seconds += 0.001;
    return answer(200, { items: [1, 2, 3].map((n) => ({ id: `${page}-${n}` })) });
  }
  const item = /^\/items\/(\d-\d)$/.exec(url.pathname)?.[1];
  if (item) return answer(200, { id: item, seenBy: email });
  if (url.pathname === '/cart' && request.method === 'POST') {
    counts.carts++;
    return answer(201, { ok: true });
  }
  answer(404, {});
});

const metrics = () => `
${Object.entries(counts.requests)
  .map(([code, count]) => `shop_requests_total{code="${code}"} ${count}`)
  .join('\n')}
shop_lookup_seconds_bucket{le="0.005"} ${lookups.atMost5}
shop_lookup_seconds_bucket{le="+Inf"} ${lookups.all}
shop_lookup_seconds_sum ${lookups.seconds}
shop_lookup_seconds_count ${lookups.all}
`;

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
