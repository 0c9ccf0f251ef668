import { describe, expect, it } from 'vitest';
import { api, posting, sourcesOfTest } from './testing/sources.ts';

const { convert, refusal } = sourcesOfTest();

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
    expect((await refusal(`openapi: 3.1.0\n${bomb}`)).message).toContain(
      'its aliases (*name) stand for too much',
    );
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

  it.each(['allOf', 'oneOf', 'anyOf'])(
    'whose schemas consist of each other twice (%s) ends',
    async (keyword) => {
      const schemas = Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => {
          const next = { $ref: `#/components/schemas/S${(i + 1) % 60}` };
          return [
            `S${i}`,
            { type: 'object', [keyword]: [next, next, { properties: { [`p${i}`]: { type: 'string' } } }] },
          ];
        }),
      );
      const { plan } = await convert(posting({ $ref: '#/components/schemas/S0' }, schemas));
      expect(plan.operations.length).toBeGreaterThan(0);
    },
  );

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
    [
      'a name of 1 MB',
      api(
        {},
        {
          '/a': {
            get: {
              parameters: [
                { name: 'A'.repeat(1e6), in: 'query', required: true, schema: { type: 'string' } },
              ],
            },
          },
          '/b': { get: {} },
        },
      ),
    ],
    [
      'a pattern that takes for ever',
      posting({ type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } }),
    ],
    [
      'a text of a billion characters',
      posting({ type: 'object', properties: { a: { type: 'string', minLength: 1e9 } } }).replace(
        '"put":',
        '"get":',
      ),
    ],
  ])('with %s ends', async (_, text) => {
    const { plan } = await convert(text);
    for (const { name } of [...plan.operations, ...(plan.leftOut ?? [])])
      expect(name.length).toBeLessThan(200);
    for (const { reason } of plan.leftOut ?? []) expect(reason.length).toBeLessThan(300);
  });
});
