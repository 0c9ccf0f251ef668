import { describe, expect, it } from 'vitest';
import { lookInto } from '../testing/look.ts';
import { type ApiRequest, judgeResponse } from './request.ts';

const request: ApiRequest = {
  name: 'thing.read',
  method: 'GET',
  path: '/things/1',
  status: 200,
  isRight: (look) => look('id') === 1 && (look('parts') as unknown[]).length > 0,
};
const answer = (status: number, text: string) => ({
  status,
  isEmpty: text === '',
  look: lookInto(text),
  timedOut: false,
});

describe('judgeResponse', () => {
  it('takes a response as correct by status and content', () => {
    expect(judgeResponse(request, answer(200, '{"id":1,"parts":["a"]}'))).toBe('correct');
  });

  it.each([
    ['the wrong object', '{"id":2,"parts":["a"]}'],
    ['the wrong shape', '{"id":1,"parts":[]}'],
    ['a shape that cannot be looked through', '{"id":1}'],
    ['no object', 'null'],
    ['no JSON', '<h1>It works!</h1>'],
    ['nothing', ''],
  ])('calls %s wrong content', (_, text) => {
    expect(judgeResponse(request, answer(200, text))).toBe('content');
  });

  it.each([201, 301, 404, 409, 500, 503])('names a status that was not expected: %i', (status) => {
    expect(judgeResponse(request, answer(status, '{"id":1,"parts":["a"]}'))).toBe(`status-${status}`);
  });

  it('counts a refusal neither as correct nor as failed', () => {
    expect(judgeResponse(request, answer(429, ''))).toBe('refused');
  });

  it('tells a timeout from a broken connection', () => {
    expect(judgeResponse(request, { ...answer(0, ''), timedOut: true })).toBe('timeout');
    expect(judgeResponse(request, answer(0, ''))).toBe('network');
    expect(judgeResponse(request, { ...answer(0, ''), ownFault: 'generator-out-of-files' })).toBe(
      'generator-out-of-files',
    );
  });

  it('expects no body where none is described', () => {
    const { isRight: _, ...bare } = { ...request, status: 204 };
    expect(judgeResponse(bare, answer(204, ''))).toBe('correct');
    expect(judgeResponse(bare, answer(204, 'surprise'))).toBe('content');
  });
});
