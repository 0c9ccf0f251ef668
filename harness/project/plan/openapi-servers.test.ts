import { describe, expect, it } from 'vitest';
import { answers, convert, described, READS } from './testing/descriptions.ts';

const API = 'http://api.example';
const get = (more: object = {}) => ({ get: { ...answers({}), ...more } });
const at = (url: string) => ({ servers: [{ url }] });

/** Where the operations of a description are sent, and which are not, with the reason. */
function placesOf(paths: object, more: object = {}, basePath?: string) {
  const { plan, origin } = convert(described(paths, more), {
    ...READS,
    ...(basePath !== undefined && { basePath }),
  });
  return {
    origin,
    paths: plan.operations.map(({ path }) => path),
    leftOut: (plan.leftOut ?? []).map(({ name, reason }) => `${name}: ${reason}`),
  };
}

describe('the operations of a description', () => {
  it('are below the path of its server, or below the one that people name', () => {
    const paths = { '/a': get() };
    expect(placesOf(paths, at(`${API}/v1/`))).toMatchObject({ origin: API, paths: ['/v1/a'] });
    expect(placesOf(paths, at(`${API}/v1`), '/api/v2')).toMatchObject({ origin: API, paths: ['/api/v2/a'] });
  });

  it('may have servers of their own, of which those elsewhere are left out by name', () => {
    const paths = {
      '/a': get(),
      '/b': { ...get(), ...at(`${API}/v2`) },
      '/c': { ...get(at('/v3')), ...at('/not-this') },
      '/d': get(at('https://files.example/v1')),
    };
    expect(placesOf(paths, at(`${API}/v1`))).toEqual({
      origin: API,
      paths: ['/v1/a', '/v2/b', '/v3/c'],
      leftOut: ['GET /d: it is on a server of its own, "files.example"'],
    });
  });

  it('are on the first server that is named, if only they have any', () => {
    const paths = { '/a': get(at(`${API}/v1`)), '/b': get(at('http://other.example')) };
    expect(placesOf(paths)).toEqual({
      origin: API,
      paths: ['/v1/a'],
      leftOut: ['GET /b: it is on a server of its own, "other.example"'],
    });
  });
});
