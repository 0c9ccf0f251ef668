import { describe, expect, it } from 'vitest';
import { answers, convert, described, READS, sends } from './testing/descriptions.ts';
import { TICKET_DESK } from './testing/ticket-desk.ts';

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

  it('vary by format, name and bounds', () => {
    const properties = {
      when: { type: 'string', format: 'date-time' },
      firstName: { type: 'string' },
      city: { type: 'string', maxLength: 10 },
      count: { type: 'integer', minimum: 1, exclusiveMaximum: 10 },
      code: { type: 'string', pattern: '^[A-Z]{3}$', examples: ['ABC', 'XYZ'] },
      isOpen: { type: 'boolean' },
    };
    expect(bodyFor({ type: 'object', properties }).values).toEqual({
      when: { fake: 'date-time' },
      firstName: { fake: 'first-name' },
      city: { fake: 'city', maxLength: 10 },
      count: { integer: { min: 1, max: 9 } },
      code: { list: ['ABC', 'XYZ'] },
      isOpen: { list: [true, false] },
    });
  });
});

describe('security', () => {
  const secured = (scheme: object, more: object = {}) =>
    convert(
      described(
        { '/a': { get: answers({}) }, '/open': { get: { security: [], ...answers({}) } } },
        { security: [{ s: [] }], components: { securitySchemes: { s: scheme } }, ...more },
      ),
    ).plan.operations;

  it.each([
    [
      'a key in a header',
      { type: 'apiKey', in: 'header', name: 'X-Key' },
      { headers: { 'X-Key': `\${SECRET_X_KEY}` } },
    ],
    ['a key in the query', { type: 'apiKey', in: 'query', name: 'key' }, { path: `/a?key=\${SECRET_KEY}` }],
    [
      'a name and a password',
      { type: 'http', scheme: 'basic' },
      { headers: { Authorization: `Basic \${SECRET_BASIC_CREDENTIALS}` } },
    ],
    [
      'a token',
      { type: 'oauth2', flows: {} },
      { headers: { Authorization: `Bearer \${SECRET_BEARER_TOKEN}` } },
    ],
  ])('%s comes from the environment', (_, scheme, expected) => {
    const [own, open] = secured(scheme);
    expect(own).toMatchObject(expected);
    expect(open).not.toHaveProperty('headers');
  });

  it('takes the login from the columns of the users file that sound like its fields', () => {
    const { logIn, variables } = convert(TICKET_DESK, { writes: false, userColumns: ['Username', 'passwd'] });
    expect(logIn[0]!.body).toEqual({ json: { email: '{Username}', password: '{passwd}' } });
    expect(variables).toEqual([]);
  });
});
