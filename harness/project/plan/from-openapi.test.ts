import { describe, expect, it } from 'vitest';
import { readOpenApi } from './openapi-document.ts';
import { readPlan } from './read-plan.ts';
import { answers, convert, described, READS, sends, stepsOf } from './testing/descriptions.ts';
import { TICKET_DESK } from './testing/ticket-desk.ts';
import { trafficOf } from './traffic-of.ts';

describe('a description of 30 operations with cycles', () => {
  it('becomes reads, each after those that yield what it needs', () => {
    const { plan, origin, logIn, variables } = convert(TICKET_DESK);
    expect(plan.operations.map(({ name }) => name)).toHaveLength(15);
    expect(plan.operations.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(true);
    expect(stepsOf(TICKET_DESK)['GET /projects/{projectId}/tickets/{ticketId}/comments/{commentId}']).toEqual(
      [
        'GET /projects',
        'GET /projects/{projectId}/tickets',
        'GET /projects/{projectId}/tickets/{ticketId}/comments',
        'GET /projects/{projectId}/tickets/{ticketId}/comments/{commentId}',
      ],
    );
    expect(plan.operations.find(({ name }) => name === 'GET /projects/{projectId}/tickets')).toMatchObject({
      path: '/api/projects/{projectId}/tickets?page={page}',
      captures: { ticketId: 'items.#.id' },
      headers: { Authorization: 'Bearer {token}' },
    });
    expect(origin).toBe('http://127.0.0.1:3000');
    expect(logIn[0]).toMatchObject({
      method: 'POST',
      path: '/api/session',
      captures: { token: 'accessToken' },
    });
    expect(variables.map(({ name }) => name)).toEqual(['SECRET_LOGIN_EMAIL', 'SECRET_LOGIN_PASSWORD']);
  });

  it('names every operation that does not take part, with its reason', () => {
    const { plan } = convert(TICKET_DESK);
    expect(plan.leftOut).toHaveLength(14);
    expect(plan.leftOut).toContainEqual({
      kind: 'operation',
      name: 'DELETE /tickets',
      reason: 'it may change data: only GET and HEAD are converted unless writes are asked for',
    });
  });

  it('with writes becomes journeys that change and delete only what they have created', () => {
    const { plan } = convert(TICKET_DESK, { ...READS, writes: true });
    expect(plan.journeys?.map(({ operations }) => operations)).toEqual([
      ['POST /users', 'PUT /users/{userName}', 'DELETE /users/{userName}'],
      [
        'POST /projects/{projectId}/tickets',
        'POST /projects/{projectId}/tickets/{ticketId}/comments',
        'PUT /projects/{projectId}/tickets/{ticketId}',
        'DELETE /projects/{projectId}/tickets/{ticketId}/comments/{commentId}',
        'DELETE /projects/{projectId}/tickets/{ticketId}',
      ],
    ]);
    const remove = plan.operations.find(
      ({ name }) => name === 'DELETE /projects/{projectId}/tickets/{ticketId}',
    )!;
    expect(remove).toMatchObject({ weight: 0, path: '/api/projects/{projectId}/tickets/{new ticketId}' });
    const reasons = Object.fromEntries(plan.leftOut!.map(({ name, reason }) => [name, reason]));
    expect(reasons).toEqual({
      'DELETE /session': 'it may delete more than the load has created',
      'DELETE /tickets': 'it may delete more than the load has created',
      'PATCH /projects/{projectId}': 'it would change data that the load has not created',
      'DELETE /projects/{projectId}': 'it would change data that the load has not created',
      'PUT /users/{userName}/picture': 'it uploads a file',
      'POST /export': 'its body is "text/csv", which cannot be made up',
    });
  });

  it('makes bodies that end where objects contain each other, with lists that are not empty', () => {
    const { plan } = convert(TICKET_DESK, { ...READS, writes: true });
    const add = plan.operations.find(({ name }) => name === 'POST /projects/{projectId}/tickets')!;
    expect(add.body).toEqual({
      json: {
        title: '{title}',
        priority: '{priority}',
        estimate: '{estimate}',
        author: { userName: '{author.userName}', email: '{author.email}' },
        labels: ['{labels}', '{labels 2}'],
        due: '{due}',
      },
    });
    expect(add.values).toMatchObject({
      title: { fake: 'sentence', maxLength: 60 },
      priority: { list: ['low', 'normal', 'high'] },
      estimate: { number: { min: 0.5, max: 8 } },
      'author.email': { fake: 'email' },
    });
  });

  it('is a plan that can be written, read and sent', () => {
    const { plan } = convert(TICKET_DESK, { ...READS, writes: true });
    expect(readPlan(JSON.stringify(plan))).toEqual(plan);
    expect(trafficOf(plan, 1)).toEqual(trafficOf(plan, 1));
    expect(trafficOf(plan, 1).values).not.toEqual(trafficOf(plan, 2).values);
  });
});

describe('the versions of OpenAPI', () => {
  const list = { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } };
  const paths = {
    '/things': { get: answers(list) },
    '/things/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        ...answers({}),
      },
    },
  };

  it.each([
    ['3.0.4', described(paths, { openapi: '3.0.4', servers: [{ url: '/v1/' }] })],
    ['3.1.0', described(paths, { servers: [{ url: '/{v}', variables: { v: { default: 'v1' } } }] })],
    ['3.2.0', described(paths, { openapi: '3.2.0', servers: [{ url: 'http://127.0.0.1/v1' }] })],
    [
      'Swagger 2',
      JSON.stringify({
        swagger: '2.0',
        info: { title: 'a', version: '1' },
        basePath: '/v1',
        paths: {
          '/things': { get: { responses: { 200: { description: 'ok', schema: list } } } },
          '/things/{id}': {
            get: {
              parameters: [{ name: 'id', in: 'path', required: true, type: 'integer' }],
              responses: { 200: { description: 'ok' } },
            },
          },
        },
      }),
    ],
  ])('%s', (_, text) => {
    expect(convert(text).plan.operations).toMatchObject([
      { name: 'GET /things', path: '/v1/things', captures: { id: '#.id' } },
      { name: 'GET /things/{id}', path: '/v1/things/{id}' },
    ]);
    expect(stepsOf(text)['GET /things/{id}']).toEqual(['GET /things', 'GET /things/{id}']);
  });

  it('leaves out the methods of 3.2 that cannot be sent, by name', () => {
    const text = described(
      {
        '/things': {
          get: answers(list),
          query: answers(list),
          additionalOperations: { COPY: answers(list) },
        },
      },
      { openapi: '3.2.0' },
    );
    expect(convert(text).plan.leftOut?.map(({ name }) => name)).toEqual(['QUERY /things', 'COPY /things']);
  });
});

describe('what descriptions often get wrong', () => {
  const list = answers({ type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } });

  it('a parameter of a path that is not described is one like any other', () => {
    const text = described({ '/things': { get: list }, '/things/{thingId}': { get: answers({}) } });
    expect(stepsOf(text)['GET /things/{thingId}']).toEqual(['GET /things', 'GET /things/{thingId}']);
  });

  it('a query that stands in the path is described by its parameters', () => {
    const page = { name: 'page', in: 'query', required: true, schema: { enum: [1] } };
    const text = described({ '/things{?page,size}': { get: { parameters: [page], ...list } } });
    expect(convert(text).plan.operations).toMatchObject([
      { name: 'GET /things', path: '/things?page={page}' },
    ]);
  });

  it('what is left out creates nothing for others to change', () => {
    const made = (schema: object) => ({
      responses: { 201: { description: 'made', content: { 'application/json': { schema } } } },
    });
    const item = { type: 'object', properties: { id: { type: 'string' } } };
    const text = described({
      '/a': { get: list },
      '/shops/{shopId}/push/bills': { post: made(item) },
      '/shops/{shopId}/push/bills/{billId}': { put: made(item) },
      '/shops/{shopId}/push/bills/{billId}/lines': { post: made(item) },
    });
    const { plan } = convert(text, { ...READS, writes: true });
    expect(plan.operations.map(({ name }) => name)).toEqual(['GET /a']);
    expect(plan.leftOut).toHaveLength(3);
    expect(() => trafficOf(plan, 1)).not.toThrow();
  });
});

describe('what cannot be converted', () => {
  it.each([
    ['text', 'hello', 'it is not an object'],
    ['YAML that is none', 'a:\n  - b\n c: [', 'it is neither JSON nor YAML (line 3)'],
    ['another description', '{"asyncapi": "2.0.0"}', 'it is neither Swagger 2 nor OpenAPI 3'],
    [
      'a remote reference',
      described({ '/a': { get: answers({ $ref: 'https://example.com/a.yaml#/A' }) } }),
      'it refers to another document, "https://example.com/a.yaml#/A", and only references within the file are followed',
    ],
    [
      'a reference to another file',
      described({ '/a': { $ref: './a.yaml' } }),
      'it refers to another document, "./a.yaml", and only references within the file are followed',
    ],
  ])('%s', (_, text, reason) => {
    expect(() => readOpenApi(text, 'api.yaml')).toThrow(`api.yaml cannot be converted: ${reason}.`);
  });

  it('a description without an operation that may be sent', () => {
    expect(() => convert(described({ '/a': sends({ type: 'object' }) }))).toThrow(
      'No operation is left that could be sent (for example POST /a: it may change data',
    );
  });

  it('but a key that comes twice is no obstacle: the last counts', () => {
    const [first, second] = [described({ '/a': { get: answers({}) } }), '/a: { get: { summary: twice } }'];
    expect(convert(first.replace('  /a:', `  ${second}\n  /a:`)).plan.operations).toHaveLength(1);
  });

  it('does not take the word $ref in an example for a reference', () => {
    const text = described({
      '/a': { get: answers({ type: 'object', example: { $ref: 'https://example.com' } }) },
    });
    expect(convert(text).plan.operations).toHaveLength(1);
  });
});

describe('links between operations', () => {
  it('of the description come before what names suggest', () => {
    const text = described({
      '/a': { get: { ...answers({ type: 'object', properties: { first: { type: 'string' } } }) } },
      '/b/{x}': {
        get: {
          operationId: 'readB',
          parameters: [{ name: 'x', in: 'path', required: true, schema: { type: 'string' } }],
          ...answers({}),
        },
      },
    }).replace(
      'description: ok',
      'description: ok\n          links: { l: { operationId: readB, parameters: { x: "$response.body#/first" } } }',
    );
    expect(stepsOf(text)['GET /b/{x}']).toEqual(['GET /a', 'GET /b/{x}']);
    expect(convert(text).plan.operations[0]!.captures).toEqual({ x: 'first' });
  });

  it('never make two operations wait for each other', () => {
    const one = (name: string) => ({
      parameters: [{ name, in: 'path', required: true, schema: { type: 'integer' } }],
    });
    const list = answers({
      type: 'array',
      items: { type: 'object', properties: { id: { type: 'integer' } } },
    });
    const text = described({
      '/a/{b}/a': { get: { ...one('b'), ...list } },
      '/a/{b}/a/{a}/a': { get: { parameters: [...one('b').parameters, ...one('a').parameters], ...list } },
    });
    expect(() => stepsOf(text)).not.toThrow();
  });
});
