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
