import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Plan } from '../harness/model/plan.ts';
import { harText } from '../harness/project/plan/testing/recording.ts';
import { provision } from '../scripts/provision/index.ts';

const MAIN = join(import.meta.dirname, '../harness/cli/main.ts');
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Sent = Record<string, unknown> & {
  tags: string[];
  address: Record<string, unknown>;
  labels: Record<string, unknown>;
};

let server: Server;
let bodies: string[] = [];
let paths: string[] = [];
let folder: string;
beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  folder = await mkdtemp(join(tmpdir(), 'proofload-own-bodies-'));
  server = createServer(async (request, response) => {
    const body = await text(request);
    bodies.push(body);
    paths.push(request.url!);
    response.writeHead(request.method === 'POST' ? 201 : 200).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function proofload(args: string[], cwd: string): Promise<string> {
  const { DATABASE_URL: _, REDIS_URL: __, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { cwd, env, maxBuffer: 1e8 }, (_error, stdout, stderr) =>
      resolve(stdout || stderr),
    );
  });
}

const SCHEMA = {
  type: 'object',
  required: [
    'id',
    'name',
    'email',
    'code',
    'status',
    'price',
    'count',
    'when',
    'tags',
    'address',
    'labels',
    'pet',
  ],
  properties: {
    id: { type: 'string', format: 'uuid' },
    name: { type: 'string', minLength: 30, maxLength: 40 },
    email: { type: 'string', format: 'email', maxLength: 40 },
    code: { type: 'string', pattern: '^[A-Z]{3}-\\d{4}$' },
    status: { type: 'string', enum: ['open', 'closed'] },
    price: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 10, multipleOf: 0.25 },
    count: { type: 'integer', minimum: 5, maximum: 50, multipleOf: 5 },
    when: { type: 'string', format: 'date-time' },
    note: { type: 'string', nullable: true, minLength: 3 },
    tags: { type: 'array', minItems: 2, uniqueItems: true, items: { type: 'string', enum: ['a', 'b', 'c'] } },
    address: {
      allOf: [
        { type: 'object', properties: { city: { type: 'string' } } },
        { type: 'object', properties: { zip: { type: 'string', pattern: '^\\d{5}$' } } },
      ],
    },
    labels: {
      type: 'object',
      minProperties: 2,
      additionalProperties: { type: 'integer', minimum: 1, maximum: 3 },
    },
    pet: {
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
      discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } },
    },
  },
};
const description = {
  openapi: '3.0.3',
  info: { title: 'Things', version: '1' },
  paths: {
    '/things': {
      post: {
        requestBody: { content: { 'application/json': { schema: SCHEMA } } },
        responses: { 201: { description: 'made' } },
      },
    },
    '/shown': {
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { size: { type: 'string' }, colour: { type: 'string' } },
              },
              example: { size: 'large', more: [1, { deep: '{x}' }] },
            },
          },
        },
        responses: { 201: { description: 'made' } },
      },
    },
  },
  components: {
    schemas: {
      Cat: {
        type: 'object',
        required: ['kind'],
        properties: { kind: { type: 'string' }, lives: { type: 'integer', minimum: 1, maximum: 9 } },
      },
      Dog: { type: 'object', properties: { kind: { type: 'string' }, loud: { type: 'boolean' } } },
    },
  },
};

/** Whether a body is what the schema of the description asks for. */
function expectValid(sent: Sent): void {
  expect(sent).toMatchObject({
    id: expect.stringMatching(UUID),
    name: expect.stringMatching(/^.{30,40}$/),
    email: expect.stringMatching(/^[a-z0-9.]+@[a-z]+(\.[a-z]+)+$/),
    code: expect.stringMatching(/^[A-Z]{3}-\d{4}$/),
    status: expect.stringMatching(/^(open|closed)$/),
    when: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    note: expect.stringMatching(/^.{3,}$/),
    address: { city: expect.any(String), zip: expect.stringMatching(/^\d{5}$/) },
    pet: { kind: 'cat', lives: expect.any(Number) },
  });
  const { price, count, email, tags, labels } = sent;
  expect((email as string).length).toBeLessThanOrEqual(40);
  expect(price).toBeGreaterThan(0);
  expect(price).toBeLessThanOrEqual(10);
  expect(((price as number) / 0.25) % 1).toBe(0);
  expect([count, (count as number) % 5]).toEqual([Math.min(50, Math.max(5, count as number)), 0]);
  expect(new Set(tags).size).toBe(tags.length);
  expect(tags.length).toBeGreaterThanOrEqual(2);
  expect(Object.values(labels).length).toBeGreaterThanOrEqual(2);
  for (const each of Object.values(labels)) expect([1, 2, 3]).toContain(each);
}

it('bodies fit their description, vary, and are the same for the same seed', async () => {
  const { port } = server.address() as AddressInfo;
  await writeFile(join(folder, 'api.json'), JSON.stringify(description));
  const made = await proofload(
    ['init', 'api.json', '--url', `http://127.0.0.1:${port}`, '--writes', '--rate', '40', '--folder', 'load'],
    folder,
  );
  expect(made).toContain('Written to');
  const plan = JSON.parse(await readFile(join(folder, 'load/plan.json'), 'utf8')) as Plan;
  expect(plan.operations.map(({ name }) => name)).toEqual(['POST /things', 'POST /shown']);

  const sentWith = async (seed: string) => {
    bodies = [];
    const printed = await proofload(
      ['verify', '--quick', '--duration', '2s', '--seed', seed, '--json'],
      join(folder, 'load'),
    );
    expect(JSON.parse(printed)).toHaveProperty('runs');
    return bodies.toSorted();
  };
  const [first, again, other] = [await sentWith('5'), await sentWith('5'), await sentWith('6')];
  const things = first.map((body) => JSON.parse(body) as Sent).filter(({ id }) => id !== undefined);
  expect(things.length).toBeGreaterThan(30);
  for (const sent of things) expectValid(sent);
  expect(first.filter((body) => !body.includes('"id"'))[0]).toBe(
    '{"more":[1,{"deep":"{x}"}],"size":"large"}',
  );
  const differentOf = (field: string) => new Set(things.map((sent) => sent[field])).size;
  for (const field of ['id', 'email']) expect(differentOf(field), field).toBe(things.length);
  // These are drawn from 1,000 values: of 105 bodies, 100 have one of their own on average, and 84 or fewer by chance once in 10^8 seeds.
  for (const field of ['name', 'code', 'when'])
    expect(differentOf(field), field).toBeGreaterThan(things.length * 0.8);

  // At the end of a load an arrival more or less may get through, but no other body.
  const missing = (from: string[], those: string[]) => {
    const left = new Map<string, number>();
    for (const body of those) left.set(body, (left.get(body) ?? 0) + 1);
    return from.filter((body) => {
      const count = left.get(body) ?? 0;
      left.set(body, count - 1);
      return count === 0;
    });
  };
  expect(missing(first, again).length).toBeLessThanOrEqual(3);
  expect(missing(again, first).length).toBeLessThanOrEqual(3);
  expect(missing(other, first).length).toBeGreaterThan(things.length * 0.9);
});

it('what was recorded together is sent together', async () => {
  const { port } = server.address() as AddressInfo;
  const at = `http://127.0.0.1:${port}`;
  const recorded = ['/shops/1/items/7?size=s', '/shops/1/items/8?size=m', '/shops/2/items/9?size=l'];
  const calls = ['a', 'b', 'c'].map((id, place) => ({
    operationName: 'GetThing',
    query: 'query GetThing($id: ID!, $place: Int!) { thing(id: $id) { title } }',
    variables: { id, place },
  }));
  await writeFile(
    join(folder, 'shops.har'),
    harText([
      ...recorded.map((path) => ({ url: `${at}${path}`, body: {} })),
      ...calls.map((json) => ({ url: `${at}/graphql`, json, status: 201, body: {} })),
    ]),
  );
  const made = await proofload(
    ['init', 'shops.har', '--url', at, '--writes', '--rate', '40', '--folder', 'shops'],
    folder,
  );
  expect(made).toMatch(/GET \/shops\/\{shopId\}\/items\/\{itemId\}\?size +200/);
  expect(made).toMatch(/POST \/graphql \(GetThing\) +201/);

  [bodies, paths] = [[], []];
  await proofload(['verify', '--quick', '--duration', '2s', '--json'], join(folder, 'shops'));
  const sent = paths.filter((path) => path !== '/graphql');
  expect([...new Set(sent)].toSorted()).toEqual(recorded);
  const called = new Set(bodies.filter((body) => body !== '').map((body) => JSON.stringify(sorted(body))));
  expect([...called].toSorted()).toEqual(calls.map((call) => JSON.stringify(sorted(JSON.stringify(call)))));
});

/** A JSON object of a text, with its fields in one order. */
function sorted(text: string): object {
  const { operationName, query, variables } = JSON.parse(text) as Record<string, Record<string, unknown>>;
  return { operationName, query, variables: { id: variables!.id, place: variables!.place } };
}
