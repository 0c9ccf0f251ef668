import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toolsFolder } from './tools-folder.ts';

describe('toolsFolder', () => {
  it('is .tools in a checkout, whatever the variables', () => {
    const expected = join(import.meta.dirname, '..', '..', '..', '.tools');
    expect(toolsFolder({ XDG_CACHE_HOME: '/cache' })).toBe(expected);
  });

  it.each([
    [{ XDG_CACHE_HOME: '/cache', HOME: '/home/a' }, '/cache/proofload'],
    [{ XDG_CACHE_HOME: '', HOME: '/home/a' }, '/home/a/.cache/proofload'],
    [{ XDG_CACHE_HOME: 'cache', HOME: '/home/a' }, '/home/a/.cache/proofload'], // relative ones are to be ignored
    [{}, join(homedir(), '.cache', 'proofload')],
  ])('is in the folder of caches for the package: %j', (env, expected) => {
    expect(toolsFolder(env, true)).toBe(expected);
  });
});
