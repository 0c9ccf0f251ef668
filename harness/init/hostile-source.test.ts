import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ProofloadError } from '../model/errors.ts';
import { readSource } from './read-source.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-hostile-source-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
async function read(text: string) {
  const file = join(folder, `source-${count++}`);
  await writeFile(file, text);
  return readSource(file);
}
const convert = async (text: string) => (await read(text)).convert({ writes: true, userColumns: [] });

/** The error of a source, which says nothing that could mislead a terminal and is no longer than people read. */
async function refusal(text: string): Promise<ProofloadError> {
  const error = await convert(text).then(
    () => expect.unreachable('it was accepted'),
    (thrown: unknown) => thrown as ProofloadError,
  );
  expect(error).toMatchObject({ name: 'ProofloadError' });
  expect(`${error.message} ${error.hint}`).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
  expect(error.message.length).toBeLessThan(400);
  return error;
}

const api = (more: object, paths: object = { '/a': { get: {} } }) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths, ...more });
const posting = (schema: object, schemas: object = {}) =>
  api(
    { components: { schemas } },
    {
      '/a': {
        post: {
          requestBody: { content: { 'application/json': { schema } } },
          responses: { 201: { description: 'made', content: { 'application/json': { schema } } } },
        },
      },
      '/a/{id}': { put: { parameters: [{ name: 'id', in: 'path', schema: { type: 'string' } }] } },
    },
  );

describe('a description that refers to what is not in it', () => {
  it.each([
    'https://evil.example/a.yaml#/A',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    '/etc/passwd',
    '../../../etc/passwd#/x',
    'other.yaml',
    '\u001b[31mred.yaml\u202e',
    `x${'y'.repeat(10_240)}.yaml`,
  ])('is refused, and nothing is read: %j', async (ref) => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('nothing may be fetched'));
    const referring = { properties: { default: { $ref: ref } } };
    for (const text of [
      api({ components: { schemas: { A: { $ref: ref } } } }),
      posting(referring), // a field may be called like a keyword below which there is data
      api({}, { '/a': { $ref: ref } }),
    ])
      expect(await refusal(text)).toMatchObject({
        code: 'SOURCE_UNREADABLE',
        message: expect.stringContaining('it refers to another document'),
      });
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  it('or to nothing in it, is converted without that', async () => {
    const { plan } = await convert(
      posting({ type: 'object', properties: { a: { $ref: '#/../../x' }, b: { $ref: '#/components/schemas/B' } } }),
    );
    expect(plan.operations.map(({ name }) => name)).toContain('POST /a');
  });
});

describe('a description without an end', () => {
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  it('nested deeply is refused', async () => {
    const wholly = api({ 'x-deep': 0 }).replace('"x-deep":0', `"x-deep":${deep(100_000)}`);
    expect((await refusal(wholly)).message).toContain('it is nested more than 300 levels deep');
    expect((await refusal(`openapi: 3.1.0\nx: ${'['.repeat(50_000)}`)).code).toBe('SOURCE_UNREADABLE');
  });

  it('whose YAML stands for billions of lines is refused', async () => {
    const bomb = Array.from({ length: 20 }, (_, i) => {
      const items = i === 0 ? "'lol'" : `*a${i - 1}`;
      return `a${i}: &a${i} [${Array.from({ length: 9 }, () => items).join(', ')}]`;
    }).join('\n');
    expect((await refusal(`openapi: 3.1.0\n${bomb}`)).message).toContain('its aliases (*name) stand for too much');
    expect((await refusal('openapi: 3.1.0\npaths: *nothing')).code).toBe('SOURCE_UNREADABLE');
  });

  it('whose schemas require each other many times over has no body that could be made up', async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 12 }, (_, level) => {
        const names = Array.from({ length: 9 }, (_, i) => `f${i}`);
        const properties = Object.fromEntries(
          names.map((name) => [name, { $ref: `#/components/schemas/L${level + 1}` }]),
        );
        return [`L${level}`, { type: 'object', required: names, properties }];
      }),
    );
    const { plan } = await convert(
      posting({ $ref: '#/components/schemas/L0' }, schemas).replace('"put":', '"get":'),
    );
    expect(plan.leftOut).toContainEqual({
      kind: 'operation',
      name: 'POST /a',
      reason: 'it has more than 5000 fields',
    });
  });

  it.each(['allOf', 'oneOf', 'anyOf'])('whose schemas consist of each other twice (%s) ends', async (keyword) => {
    const schemas = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => {
        const next = { $ref: `#/components/schemas/S${(i + 1) % 60}` };
        return [`S${i}`, { type: 'object', [keyword]: [next, next, { properties: { [`p${i}`]: { type: 'string' } } }] }];
      }),
    );
    const { plan } = await convert(posting({ $ref: '#/components/schemas/S0' }, schemas));
    expect(plan.operations.length).toBeGreaterThan(0);
  });

  it('with thousands of fields that contain each other ends', async () => {
    const names = Array.from({ length: 2_000 }, (_, i) => `f${i}`);
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: '#/components/schemas/A' }]));
    const { plan } = await convert(
      posting({ $ref: '#/components/schemas/A' }, { A: { type: 'object', properties } }),
    );
    expect(plan.operations.map(({ name }) => name)).toContain('POST /a');
  });

  it('with thousands of operations is connected', async () => {
    const list = { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } };
    const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }];
    const ok = { 200: { description: 'ok', content: { 'application/json': { schema: list } } } };
    const paths = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, i) => [
        [`/things${i}`, { get: { responses: ok }, post: { responses: ok } }],
        [`/things${i}/{id}`, { parameters, get: { responses: ok }, delete: {} }],
      ]).flat(),
    );
    const { plan } = await convert(api({}, paths));
    expect(plan.operations.length).toBeGreaterThanOrEqual(6_000);
  });

  it.each([
    ['a path of 10 MB', api({}, { [`/${'{'.repeat(1e7)}`]: { get: {} }, '/a': { get: {} } })],
    ['a name of 1 MB', api({}, { '/a': { get: { parameters: [{ name: 'A'.repeat(1e6), in: 'query', required: true, schema: { type: 'string' } }] } }, '/b': { get: {} } })],
    ['a pattern that takes for ever', posting({ type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } })],
    ['a text of a billion characters', posting({ type: 'object', properties: { a: { type: 'string', minLength: 1e9 } } }).replace('"put":', '"get":')],
  ])('with %s ends', async (_, text) => {
    const { plan } = await convert(text);
    for (const { name } of [...plan.operations, ...(plan.leftOut ?? [])]) expect(name.length).toBeLessThan(200);
    for (const { reason } of plan.leftOut ?? []) expect(reason.length).toBeLessThan(300);
  });
});

describe('a description with names of JavaScript', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a name like any other', async (name) => {
    const properties = JSON.parse(`{"${name}":{"type":"string","format":"${name}"}}`) as object;
    const text = posting({ type: 'object', required: [name], properties }).replace(
      '"info":',
      `"security":[{"${name}":[]}],"info":`,
    );
    const { plan } = await convert(text);
    const { body, values } = plan.operations.find((each) => each.name === 'POST /a')!;
    const { json } = body as { json: object };
    expect(Object.keys(json)).toEqual([name]);
    expect(Object.values(values!)).toEqual([{ fake: 'word' }]);
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
  });
});

describe('a description that would send what is on this machine', () => {
  const variable = '$' + '{HOME}';
  it.each([
    ['its path', api({}, { [`/x/${variable}`]: { get: { parameters: [{ name: 'HOME', in: 'path', schema: { type: 'string' } }] } } })],
    ['the path of its server', api({ servers: [{ url: `/v1/$` + `{HOME}` }] })],
    ['a variable of its server', api({ servers: [{ url: '/v1/{x}', variables: { x: { default: variable } } }] })],
    ['its origin', api({ servers: [{ url: `http://127.0.0.1/${variable}` }] })],
    ['an example', posting({ type: 'object', example: { a: variable, b: [variable] } })],
    ['a constant', posting({ type: 'object', properties: { a: { const: variable } } })],
  ])('in %s sends it as it is written', async (_, text) => {
    const { plan } = await convert(text);
    const sent = plan.operations.map(({ path, headers, body }) => JSON.stringify([path, headers, body])).join();
    expect(sent).not.toMatch(/\$\{[A-Z_]/);
  });

  it('has no host in the path of its server', async () => {
    const { plan, origin } = await convert(api({ servers: [{ url: '//evil.example/v1' }] }));
    expect([plan.operations[0]!.path, origin]).toEqual(['/v1/a', null]);
  });
});

describe('a file', () => {
  it('may begin with a byte order mark, as Windows writes it', async () => {
    expect((await convert(`\uFEFF${api({})}`)).plan.operations).toHaveLength(1);
  });

  it('is not quoted on the terminal by a warning', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await convert(`openapi: 3.1.0\npaths: { /a: { get: {} } }\nx: !evil\u001b[31m x\n? [a, b]\n: c\n`).catch(() => {});
    await convert('openapi: 3.1.0\npaths: { /a: { get: {} } }\nx: !evil x\n? [a, b]\n: c\n');
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('is neither of both', async () => {
    for (const [text, reason] of [
      ['{"a":1}', 'it is neither Swagger 2 nor OpenAPI 3'],
      ['[]', 'it is not an object'],
      ['{"a":', 'it is no JSON'],
      ['', 'it is not an object'],
      ['\u0000\u0001binary', 'it is'],
    ] as const)
      expect((await refusal(text)).message).toContain(reason);
  });

  it('is read only as far as memory allows', async () => {
    const file = join(folder, 'huge.har');
    await writeFile(file, '');
    await truncate(file, 400_000_000);
    await expect(readSource(file)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: 'huge.har cannot be read: it has more than 300 MB.',
    });
    await expect(readSource(folder)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    await expect(readSource(join(folder, 'none'))).rejects.toMatchObject({
      message: 'none cannot be read: it does not exist.',
    });
  });

  it('in YAML may have 20 million characters', async () => {
    const text = `openapi: 3.1.0\nx: '${'y'.repeat(20_000_000)}'\npaths: {}`;
    expect((await refusal(text)).message).toContain('it is YAML of more than 20,000,000 characters');
  });
});
