import { describe, expect, it } from 'vitest';
import { fromHar } from './from-har.ts';
import { type Recorded, recording } from './testing/recording.ts';
import { SHOP } from './testing/shop.ts';
import { trafficOf } from './traffic-of.ts';

const operationsOf = (requests: Recorded[]) =>
  fromHar(recording(requests), { writes: true, userColumns: [] }).plan.operations;
const get = (path: string): Recorded => ({ url: `${SHOP}${path}`, body: {} });
const post = (json: unknown): Recorded => ({ url: `${SHOP}/call`, json, body: {} });

describe('values that were recorded together', () => {
  it('are drawn together, because nobody knows whether others go with each other', () => {
    const [operation] = operationsOf(['/shops/1/items/7', '/shops/1/items/8', '/shops/2/items/7'].map(get));
    expect(operation!.values).toEqual({
      shopId: { list: ['1', '1', '2'] },
      itemId: { list: ['7', '8', '7'], with: 'shopId' },
    });
    expect(trafficOf({ schemaVersion: 1, operations: [operation!] }, 1).together).toHaveLength(1);
  });

  it('once each, however often they were', () => {
    const [operation] = operationsOf(['/a/1?q=x', '/a/1?q=x', '/a/2?q=y'].map(get));
    expect(operation!.values).toEqual({ aId: { list: ['1', '2'] }, q: { list: ['x', 'y'], with: 'aId' } });
  });

  it('are by themselves if nothing else varies, or what does is made up or captured', () => {
    const [one] = operationsOf(['/a/1?q=x', '/a/2?q=x'].map(get));
    expect(one!.values).toEqual({ aId: { list: ['1', '2'] } });
    const [made] = operationsOf([
      { ...post({ email: 'a@x.test', kind: 'red' }) },
      { ...post({ email: 'b@x.test', kind: 'blue' }) },
    ]);
    expect(made!.values).toEqual({ email: { fake: 'email' }, kind: { list: ['red', 'blue'] } });
  });

  it('are made up for people, and for nothing else that has a name', () => {
    const [operation] = operationsOf([
      post({ name: 'Ada', contactName: 'Eve', eventName: 'open', file_name: 'a.txt' }),
    ]);
    expect(operation!.body).toEqual({
      json: { name: '{name}', contactName: '{contactName}', eventName: 'open', file_name: 'a.txt' },
    });
  });

  it('never include one that looks like a secret', () => {
    const token = 'q8Wn3Kf92LmVx0PbTz';
    const paths = ['/shops/1/items/7', `/shops/2/items/${token}`, '/shops/3/items/9'];
    const [operation] = operationsOf(paths.map(get));
    expect(operation!.values).toEqual({
      shopId: { list: ['1', '3'] },
      itemId: { list: ['7', '9'], with: 'shopId' },
    });
  });
});

describe('a body that is a text', () => {
  const send = (type: string, text: string): Recorded => ({
    url: `${SHOP}/call`,
    sent: { type, text },
    body: {},
  });
  const xml = (sku: string, count: number) =>
    send(
      'text/xml; charset=utf-8',
      `<order xmlns="urn:shop">\n  <item sku="${sku}">${count} {big}</item></order>\n`,
    );

  it('is XML in which values vary as they were recorded, and everything else stays', () => {
    const [operation, ...others] = operationsOf([xml('a-1', 1), xml('b-2', 2), xml('a-1', 2)]);
    expect(others).toEqual([]);
    expect(operation!.body).toEqual({
      text: '<order xmlns="urn:shop">\n  <item sku="{sku}">{item}</item></order>\n',
      contentType: 'text/xml; charset=utf-8',
    });
    expect(operation!.values).toEqual({
      sku: { list: ['a-1', 'b-2', 'a-1'] },
      item: { list: ['1 {big}', '2 {big}', '2 {big}'], with: 'sku' },
    });
    const [alone] = operationsOf([xml('a-1', 1)]);
    const variable = '$' + '{HOME}';
    const [marked] = operationsOf([send('text/xml', `<?at ${variable}?><a>${variable}</a>`)]);
    expect(marked!.body).toMatchObject({ text: '<?at $' + '{{HOME}?><a>$' + '{{HOME}</a>' });
    expect(alone!.body).toMatchObject({ text: expect.stringContaining('<item sku="a-1">1 {{big}</item>') });
  });

  it('is XML with captures, made-up people and secrets from the environment', () => {
    const order = '<order><id>7f-order</id><email>ada@shop.test</email><apiKey>hunter22</apiKey></order>';
    const [, operation] = operationsOf([
      { url: `${SHOP}/orders`, body: { id: '7f-order' } },
      send('application/soap+xml', order),
    ]);
    expect(operation!.body).toEqual({
      text: '<order><id>{id}</id><email>{email}</email><apiKey>$' + '{SECRET_API_KEY}</apiKey></order>',
      contentType: 'application/soap+xml',
    });
    expect(operation!.values).toEqual({ email: { fake: 'email' } });
  });

  it('is a plain text or a single JSON value, as a whole', () => {
    const [text] = operationsOf([send('text/plain', 'one\ntwo'), send('text/plain', 'three')]);
    expect(text).toMatchObject({
      body: { text: '{text}', contentType: 'text/plain' },
      values: { text: { list: ['one\ntwo', 'three'] } },
    });
    const [value] = operationsOf([send('application/json', '"a \\"b\\""'), send('application/json', '"c"')]);
    expect(value).toMatchObject({
      body: { text: '"{value}"', contentType: 'application/json' },
      values: { value: { list: ['a \\"b\\"', 'c'] } },
    });
    expect(operationsOf([send('application/json', '17')])[0]!.body).toEqual({
      text: '17',
      contentType: 'application/json',
    });
  });

  it('is told apart by its elements', () => {
    const calls = ['<a><buy>1</buy></a>', '<a><sell>1</sell></a>', '<a><buy>2</buy></a>'];
    const operations = operationsOf(calls.map((text) => send('text/xml', text)));
    expect(operations.map(({ name, body }) => [name, body && 'text' in body && body.text])).toEqual([
      ['POST /call', '<a><buy>{buy}</buy></a>'],
      ['POST /call 2', '<a><sell>1</sell></a>'],
    ]);
  });

  it('is left out by name if it could hold a secret that has no name', () => {
    const token = 'q8Wn3Kf92LmVx0PbTz';
    const { plan } = fromHar(
      recording([
        get('/a'),
        { ...send('text/xml', `<a ${token}/>`), url: `${SHOP}/random` },
        { ...send('text/xml', '<a><![CDATA[hunter22]]></a>'), url: `${SHOP}/cdata` },
      ]),
      { writes: true, userColumns: [] },
    );
    expect(plan.leftOut!.map(({ name, reason }) => [name, reason])).toEqual([
      ['POST /random', 'a part of its body that has no name looks like a secret'],
      ['POST /cdata', 'its body is neither JSON, plain XML, plain text nor a form'],
    ]);
  });
});

describe('requests to one path', () => {
  const namesOf = (bodies: unknown[]) => operationsOf(bodies.map(post)).map(({ name }) => name);

  it('are like each other if their bodies have the same fields', () => {
    expect(
      namesOf([
        { a: 1, b: { c: [1] } },
        { b: { c: [2, 3] }, a: 'x' },
      ]),
    ).toEqual(['POST /call']);
    expect(namesOf([{ a: 1 }, { b: 1 }])).toEqual(['POST /call', 'POST /call 2']);
  });

  it('are told apart by what they call: an operation of GraphQL, a method of JSON-RPC', () => {
    const query = (operationName: string, id: number) => ({
      operationName,
      query: '{ x }',
      variables: { id },
    });
    expect(namesOf([query('GetCart', 1), query('GetItem', 2), query('GetCart', 3)])).toEqual([
      'POST /call (GetCart)',
      'POST /call (GetItem)',
    ]);
    const rpc = (method: string) => ({ jsonrpc: '2.0', method, params: [1] });
    expect(namesOf([rpc('add'), rpc('take'), rpc('<b>')])).toEqual([
      'POST /call (add)',
      'POST /call (take)',
      'POST /call',
    ]);
  });
});
