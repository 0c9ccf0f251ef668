import { describe, expect, it } from 'vitest';
import { type ApiRequest, judgeResponse } from './request.ts';

const request: ApiRequest = {
  name: 'thing.read',
  method: 'GET',
  path: '/things/1',
  status: 200,
  isRight: ({ id, parts }) => id === 1 && (parts as unknown[]).length > 0,
};
const answer = (status: number, text: string) => ({ status, text, timedOut: false });

describe('judgeResponse', () => {
  it('takes a response as correct by status and content', () => {
    const text = '{"id":1,"parts":["a"]}';
    expect(judgeResponse(request, answer(200, text))).toEqual({
      kind: 'correct',
      body: { id: 1, parts: ['a'] },
    });
  });

  it.each([
    ['the wrong object', '{"id":2,"parts":["a"]}'],
    ['the wrong shape', '{"id":1,"parts":[]}'],
    ['a shape that cannot be looked through', '{"id":1}'],
    ['no object', 'null'],
    ['no JSON', '<h1>It works!</h1>'],
    ['nothing', ''],
  ])('calls %s wrong content', (_, text) => {
    expect(judgeResponse(request, answer(200, text))).toEqual({ kind: 'failed', reason: 'content' });
  });

  it.each([201, 301, 404, 409, 500, 503])('names a status that was not expected: %i', (status) => {
    const text = '{"id":1,"parts":["a"]}';
    expect(judgeResponse(request, answer(status, text))).toEqual({
      kind: 'failed',
      reason: `status-${status}`,
    });
  });

  it('counts a refusal neither as correct nor as failed', () => {
    expect(judgeResponse(request, answer(429, ''))).toEqual({ kind: 'refused' });
  });

  it('tells a timeout from a broken connection', () => {
    expect(judgeResponse(request, { status: 0, text: '', timedOut: true })).toEqual({
      kind: 'failed',
      reason: 'timeout',
    });
    expect(judgeResponse(request, { status: 0, text: '', timedOut: false })).toEqual({
      kind: 'failed',
      reason: 'network',
    });
  });

  it('expects no body where none is described', () => {
    const { isRight: _, ...bare } = { ...request, status: 204 };
    expect(judgeResponse(bare, answer(204, ''))).toEqual({ kind: 'correct', body: {} });
    expect(judgeResponse(bare, answer(204, 'surprise'))).toEqual({ kind: 'failed', reason: 'content' });
  });
});
