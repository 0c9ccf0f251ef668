import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importedPackages, withDependencies } from './copy-packages.ts';

const PACKAGES = join(import.meta.dirname, '..', '..', 'node_modules');

describe('packages of an image', () => {
  it('are those imported at run time', () => {
    const text = `
import pg from 'pg';
import type { FastifyInstance } from 'fastify';
import { readFile } from 'node:fs/promises';
import { own } from './own.ts';
import {
  Type,
} from 'typebox/value';
export { x } from '@faker-js/faker/locale/en';
const late = await import('ioredis');
`;
    expect(importedPackages([text])).toEqual(['@faker-js/faker', 'ioredis', 'pg', 'typebox']);
  });

  it('include all their dependencies', () => {
    const found = withDependencies(PACKAGES, ['fastify']);
    expect(found).toEqual(expect.arrayContaining(['fastify', 'find-my-way', 'fast-deep-equal', 'pino']));
    expect(found).not.toContain('vega');
  });

  it('are refused when one is missing', () => {
    expect(() => withDependencies(PACKAGES, ['no-such-package'])).toThrow('no-such-package');
  });
});
