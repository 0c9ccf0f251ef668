import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LONG_FILES } from './longest-first.ts';

it('names only files that exist', () => {
  const root = join(import.meta.dirname, '..', '..');
  expect(LONG_FILES.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});
