import { defineSystem } from 'proofload';

export default defineSystem({
  name: 'Corner Shop',
  url: process.env.SHOP_URL ?? '',
  targets: [
    { availability: 0.9 },
    { p95Ms: 5_000, route: 'item' },
    { users: 5 },
    {
      indicator: { source: 'statements', statistic: 'quantile', q: 0.95 },
      operator: '<=',
      bound: 100,
      statement: 'Lookups take at most 100 ms',
    },
  ],
  load: { ratePerSec: 30, users: 5, thinkTimeMs: 200, warmUpMs: 1_000, durationMs: 3_000 },
  scenario: 'scenario.ts',
  routes: {
    items: {
      method: 'GET',
      path: '/items?page={page}',
      checks: [{ path: 'items.#', equals: 3 }],
      captures: { id: 'items.#.id' },
    },
    item: {
      method: 'GET',
      path: '/items/{id}',
      checks: [
        { path: 'id', equals: '{id}' },
        { path: 'seenBy', equals: '{expected}' },
      ],
    },
  },
  journeys: [{ name: 'browse', weight: 1, steps: ['items', 'item'] }],
  values: { page: [1, 2, 3, 4] },
  users: {
    file: 'users.csv',
    logIn: {
      method: 'POST',
      path: '/login',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Proofload fills in the variable
      body: { json: { email: '{email}', password: '${SHOP_PASSWORD} {email}' } },
      status: '2xx',
      captures: { session: 'session.token' },
    },
  },
  token: '{session}',
  telemetry: {
    metrics: [
      {
        name: 'shop',
        url: `${process.env.SHOP_URL}/metrics`,
        requests: { counter: 'shop_requests_total', statusLabel: 'code' },
        queryTime: { histogram: 'shop_lookup_seconds' },
      },
    ],
    processes: ['app.mjs'],
  },
});
