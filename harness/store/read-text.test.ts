import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readText, TooLarge } from './read-text.ts';

it('reads a text to its end, but not one without', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-read-text-'));
  try {
    await writeFile(join(folder, 'text'), 'ä€😀'.repeat(50_000));
    expect(await readText(join(folder, 'text'), 1e6)).toBe('ä€😀'.repeat(50_000));
    await expect(readText(join(folder, 'text'), 1_000)).rejects.toThrow(TooLarge);
    await expect(readText('/dev/zero', 1e6)).rejects.toThrow(TooLarge);
    await expect(readText(folder, 1e6)).rejects.toMatchObject({ code: 'EISDIR' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
