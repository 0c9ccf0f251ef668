import { describe, expect, it } from 'vitest';
import { answers, convert, described, READS, sends } from './testing/descriptions.ts';

const bodyFor = (schema: object, more: object = {}) => {
  const [operation] = convert(described({ '/things': sends(schema) }, more), { ...READS, writes: true }).plan
    .operations;
  return { body: operation!.body, values: operation!.values };
};

describe('bodies', () => {
  it.each<[string, object, unknown]>([
    [
      'one of several kinds',
      { oneOf: [{ type: 'object', properties: { a: { const: 1 } } }, { type: 'object' }] },
      { a: 1 },
    ],
    [
      'a list with at least three items',
      { type: 'array', minItems: 3, items: { const: 'x' } },
      ['x', 'x', 'x'],
    ],
    [
      'no item where none is allowed',
      { type: 'object', properties: { a: { type: 'array', maxItems: 0, items: {} } } },
      { a: [] },
    ],
    ['a nullable object', { type: ['object', 'null'], properties: { a: { const: true } } }, { a: true }],
    [
      'nothing that only the server sets',
      { type: 'object', properties: { id: { type: 'integer', readOnly: true }, a: { const: 1 } } },
      { a: 1 },
    ],
    [
      'constants with braces as they are',
      { type: 'object', properties: { a: { const: `{x} \${HOME}` } } },
      { a: `{{x} \${{HOME}` },
    ],
  ])('%s', (_, schema, expected) => expect(bodyFor(schema).body).toEqual({ json: expected }));

  it('name the kind of an object that is one of several', () => {
    const schemas = { Cat: { type: 'object', properties: { kind: { type: 'string' } } } };
    const schema = {
      oneOf: [{ $ref: '#/components/schemas/Cat' }],
      discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } },
    };
    expect(bodyFor(schema, { components: { schemas } }).body).toEqual({ json: { kind: 'cat' } });
  });

  it('take what follows a reference as well', () => {
    const schemas = { Tag: { type: 'string' } };
    const $ref = '#/components/schemas/Tag';
    const properties = { a: { $ref, example: 'red' }, id: { $ref, readOnly: true } };
    expect(bodyFor({ type: 'object', properties }, { components: { schemas } }).body).toEqual({
      json: { a: 'red' },
    });
  });

  it('end although what is required contains itself', () => {
    const schemas = {
      Node: {
        type: 'object',
        required: ['next'],
        properties: { next: { $ref: '#/components/schemas/Node' } },
      },
    };
    expect(
      JSON.stringify(bodyFor({ $ref: '#/components/schemas/Node' }, { components: { schemas } }).body).length,
    ).toBeLessThan(100);
  });

  it('are like the example where there is one, but vary where the schema says how', () => {
    const properties = {
      email: { type: 'string', format: 'email' },
      kind: { type: 'string' },
      count: { type: 'integer', minimum: 1, maximum: 9 },
      optional: { type: 'string' },
      parts: { type: 'array', items: { type: 'object', properties: { size: { type: 'string' } } } },
    };
    const example = {
      email: 'ada@x.test',
      kind: 'red',
      count: 3,
      parts: [{ size: 's' }, { size: 'm' }],
      more: '{x}',
    };
    const expected = {
      body: {
        json: {
          email: '{email}',
          kind: 'red',
          count: '{count}',
          parts: [{ size: 's' }, { size: 'm' }],
          more: '{{x}',
        },
      },
      values: { email: { fake: 'email' }, count: { integer: { min: 1, max: 9 } } },
    };
    expect(bodyFor({ type: 'object', properties, example })).toEqual(expected);
    const text = described({
      '/things': {
        post: {
          requestBody: {
            content: {
              'application/json': {
                schema: { type: 'object', properties },
                examples: { one: { value: example } },
              },
            },
          },
          responses: { 201: { description: 'made' } },
        },
      },
    });
    const [operation] = convert(text, { ...READS, writes: true }).plan.operations;
    expect({ body: operation!.body, values: operation!.values }).toEqual(expected);
  });

  it.each<[string, object, unknown]>([
    ['a map', { type: 'object', additionalProperties: { const: 1 } }, { key1: 1 }],
    [
      'a map of at least two',
      { type: 'object', minProperties: 2, additionalProperties: { const: 1 } },
      { key1: 1, key2: 1 },
    ],
    [
      'a map with names that are known',
      { type: 'object', propertyNames: { enum: ['de', 'en'] }, additionalProperties: { const: 1 } },
      { de: 1 },
    ],
    ['a tuple', { type: 'array', prefixItems: [{ const: 1 }, { const: 'a' }] }, [1, 'a']],
    [
      'different items',
      { type: 'array', uniqueItems: true, minItems: 2, items: { enum: ['a', 'b', 'c'] } },
      ['a', 'b'],
    ],
    [
      'something else than null',
      { anyOf: [{ type: 'null' }, { type: 'object', properties: { a: { const: 1 } } }] },
      { a: 1 },
    ],
  ])('may be %s', (_, schema, expected) => expect(bodyFor(schema).body).toEqual({ json: expected }));

  it('vary by format, name and bounds', () => {
    const properties = {
      when: { type: 'string', format: 'date-time' },
      firstName: { type: 'string' },
      city: { type: 'string', maxLength: 10 },
      count: { type: 'integer', minimum: 1, exclusiveMaximum: 10 },
      code: { type: 'string', pattern: '^[A-Z]{3}$', examples: ['ABC', 'XYZ'] },
      isOpen: { type: 'boolean' },
      plate: { type: 'string', pattern: '^[A-Z]{2}-\\d{3}$', maxLength: 6 },
      odd: { type: 'string', pattern: '(?!a)b', minLength: 50 },
      price: { type: 'number', exclusiveMinimum: 0, maximum: 5, multipleOf: 0.5 },
      step: { type: 'integer', minimum: 10, multipleOf: 10 },
      data: { type: 'string', format: 'byte' },
      host: { type: 'string', format: 'hostname' },
    };
    expect(bodyFor({ type: 'object', properties }).values).toEqual({
      when: { fake: 'date-time' },
      firstName: { fake: 'first-name' },
      city: { fake: 'city', maxLength: 10 },
      count: { integer: { min: 1, max: 9 } },
      code: { list: ['ABC', 'XYZ'] },
      isOpen: { list: [true, false] },
      plate: { pattern: '^[A-Z]{2}-\\d{3}$', maxLength: 6 },
      odd: { fake: 'paragraph', minLength: 50 },
      price: { number: { min: 0.5, max: 5, multipleOf: 0.5 } },
      step: { integer: { min: 10, max: 1_000, multipleOf: 10 } },
      data: { pattern: '^[A-Za-z0-9+/]{24}$' },
      host: { pattern: '^[a-z]{6,12}\\.example\\.com$' },
    });
  });
});

describe('parameters', () => {
  const sentWith = (parameters: object[], path = '/a/{id}') =>
    convert(described({ [path]: { get: { parameters, ...answers({}) } } })).plan.operations[0]!;
  const id = (more: object) => ({ name: 'id', in: 'path', required: true, ...more });

  it('of a path are what the description shows, for only that exists', () => {
    expect(sentWith([id({ schema: { type: 'string', format: 'uuid' }, example: 'known-1' })]).values).toEqual(
      {
        id: { list: ['known-1'] },
      },
    );
    expect(
      sentWith([id({ schema: { type: 'integer', minimum: 1, maximum: 99, example: 42 } })]).values,
    ).toEqual({
      id: { list: [42] },
    });
    const examples = { a: { value: 'x' }, b: { dataValue: 'y' } }; // as OpenAPI 3.2 calls it
    expect(sentWith([id({ schema: { type: 'string' }, examples })]).values).toEqual({
      id: { list: ['x', 'y'] },
    });
  });

  it('that sound like secrets come from the environment', () => {
    const required = { required: true, schema: { type: 'string', example: 'sk_live_1234567890' } };
    const operation = sentWith(
      [
        { name: 'X-Api-Key', in: 'header', ...required },
        { name: 'token', in: 'query', ...required },
        { name: 'session', in: 'cookie', ...required },
        { name: 'lang', in: 'cookie', required: true, schema: { enum: ['en'] } },
      ],
      '/a',
    );
    expect(operation).toMatchObject({
      path: `/a?token=\${SECRET_TOKEN}`,
      headers: { 'X-Api-Key': `\${SECRET_X_API_KEY}`, Cookie: `session=\${SECRET_SESSION}; lang={lang}` },
    });
  });

  it('that no request can have leave their operation out, in a sentence that can be read', () => {
    const text = described({
      '/a': {
        get: { parameters: [{ name: `a\nb${'c'.repeat(999)}`, in: 'header', required: true, schema: {} }] },
      },
      '/b': {
        get: {
          parameters: [
            { name: 'f', in: 'query', required: true, schema: { type: 'string', format: 'binary' } },
          ],
        },
      },
      '/c': { get: answers({}) },
      '/d': {
        get: {
          parameters: [
            { name: 'filter', in: 'query', required: true, content: { 'application/json': { schema: {} } } },
          ],
        },
      },
    });
    expect(convert(text).plan.leftOut).toEqual([
      { kind: 'operation', name: 'GET /a', reason: `its parameter "ab${'c'.repeat(58)}…" cannot be sent` },
      { kind: 'operation', name: 'GET /b', reason: 'it uploads a file' },
      { kind: 'operation', name: 'GET /d', reason: 'its parameter "filter" is no simple value' },
    ]);
  });
});
