import { describe, expect, it } from 'vitest';
import { convert, described, READS } from './testing/descriptions.ts';
import { trafficOf } from './traffic-of.ts';

const WRITES = { ...READS, writes: true };
const bodyAs = (type: string, media: object) => {
  const post = {
    requestBody: { content: { [type]: media } },
    responses: { 201: { description: 'made' } },
  };
  const { plan } = convert(described({ '/a': { post } }), WRITES);
  trafficOf(plan, 1); // every value that is sent is one of the operation's own
  return plan.operations[0]!.body;
};

describe('a body that is no JSON', () => {
  const properties = {
    name: { const: 'a{b' },
    size: {
      type: 'object',
      properties: { x: { type: 'integer' }, unit: { type: 'string', enum: ['cm', 'mm'] } },
    },
    tags: { type: 'array', items: { const: 'red' } },
  };
  const fields = { name: 'a{{b', size: '{{"x":{size.x},"unit":"{size.unit}"}', tags: '["red"]' };

  it('has what is nested in a form as JSON, whose braces are no names', () => {
    const schema = { type: 'object', properties };
    expect(bodyAs('application/x-www-form-urlencoded', { schema })).toEqual({ form: fields });
    expect(bodyAs('multipart/form-data', { schema })).toEqual({
      multipart: Object.entries(fields).map(([name, value]) => ({ name, value })),
    });
  });

  it('may be a text, made up or as the example shows it', () => {
    expect(bodyAs('text/plain', { schema: { type: 'string', enum: ['a', 'b'] } })).toEqual({
      text: '{value}',
      contentType: 'text/plain',
    });
    expect(bodyAs('application/xml', { schema: { type: 'object' }, example: '<a>{x}</a>' })).toEqual({
      text: '<a>{{x}</a>',
      contentType: 'application/xml',
    });
  });

  it('is left out if nobody knows what is in it', () => {
    expect(() => bodyAs('application/xml', { schema: { type: 'object' } })).toThrow(
      'its body is "application/xml", which cannot be made up',
    );
  });
});

describe('a body that Swagger 2 has among the parameters by reference', () => {
  const swagger = (parameters: string[], described: object) =>
    JSON.stringify({
      swagger: '2.0',
      info: { title: 'a', version: '1' },
      paths: {
        '/a': {
          post: {
            parameters: parameters.map((name) => ({ $ref: `#/parameters/${name}` })),
            responses: { 201: { description: 'made' } },
          },
        },
      },
      parameters: described,
    });

  it('is the body', () => {
    const schema = { type: 'object', properties: { x: { enum: ['y'] } } };
    const text = swagger(['Thing', 'Page'], {
      Thing: { in: 'body', name: 'thing', schema },
      Page: { in: 'query', name: 'page', required: true, type: 'integer' },
    });
    expect(convert(text, WRITES).plan.operations).toMatchObject([
      { path: '/a?page={page}', body: { json: { x: 'y' } } },
    ]);
  });

  it('is a form of several of them', () => {
    const field = (name: string) => ({ in: 'formData', name, type: 'string', enum: [`the ${name}`] });
    const text = swagger(['A', 'B'], { A: field('a'), B: field('b') });
    const { body } = convert(text, WRITES).plan.operations[0]!;
    expect(Object.values(body!)).toEqual([
      expect.toBeOneOf([
        { a: 'the a', b: 'the b' },
        [
          { name: 'b', value: 'the b' },
          { name: 'a', value: 'the a' },
        ],
        [
          { name: 'a', value: 'the a' },
          { name: 'b', value: 'the b' },
        ],
      ]),
    ]);
  });
});
