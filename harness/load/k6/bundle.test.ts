import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProofloadError } from '../../model/errors.ts';
import { bundleScenario } from './bundle.ts';

/** Every VU evaluates the whole bundle: docs/adr/0051. */
const LARGEST_BUNDLE_BYTES = 15 * 1024;
const SCENARIOS = join(import.meta.dirname, '../../../scenarios');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-bundle-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function bundle(entry: string): Promise<{ code: string; sourceMap: string }> {
  const outFile = join(folder, 'out.js');
  await bundleScenario(entry, outFile);
  const [code, sourceMap] = (await readFile(outFile, 'utf8')).split('//# sourceMappingURL=');
  return { code: code!, sourceMap: sourceMap! };
}

async function bundleOf(text: string) {
  const entry = join(folder, 'entry.ts');
  await writeFile(entry, text);
  return bundle(entry);
}

async function refusalOf(text: string): Promise<ProofloadError> {
  return bundleOf(text).then(
    () => expect.fail('it compiled'),
    (error: ProofloadError) => error,
  );
}

const slugs = (await readdir(SCENARIOS)).filter(
  (name) => !['lib', 'testing', 'tsconfig.json', 'platforms.ts'].includes(name),
);

describe('the bundle of a scenario', () => {
  it.each(slugs)('is small: %s', async (slug) => {
    const { code } = await bundle(join(SCENARIOS, slug, 'journeys.ts'));
    expect(Buffer.byteLength(code)).toBeLessThan(LARGEST_BUNDLE_BYTES);
    expect(Buffer.byteLength(code)).toBeGreaterThan(300);
  });

  it('imports nothing but our extension, and exports one function for each model', async () => {
    const { code } = await bundle(join(SCENARIOS, 'tvet-connect', 'journeys.ts'));
    const imports = [...code.matchAll(/from\s*"([^"]+)"/g)].map(([, name]) => name);
    expect([...new Set(imports)].sort()).toEqual(['k6/x/proofload']);
    expect([...code.matchAll(/as (arrival|user)\b/g)].map(([, name]) => name).sort()).toEqual([
      'arrival',
      'user',
    ]);
  });

  it('names our files in a source map, without their text', async () => {
    const { sourceMap } = await bundle(join(SCENARIOS, 'tvet-connect', 'journeys.ts'));
    const map = JSON.parse(Buffer.from(sourceMap.split('base64,')[1]!, 'base64').toString());
    expect(map.sources.some((name: string) => name.endsWith('tvet-connect/journeys.ts'))).toBe(true);
    expect(map.sourcesContent).toBeUndefined();
  });

  it('never looks like CommonJS, which k6 would refuse', async () => {
    const { code } = await bundleOf(
      'export const kind = typeof module === "object" ? module.exports : typeof exports;',
    );
    expect(code).not.toMatch(/\b(module|exports)\b/);
  });
});

describe('a scenario that does not compile', () => {
  it('is refused with the place and the reason in one sentence', async () => {
    const error = await refusalOf('export function arrival() {\n  const = 1;\n}\n');
    expect(error).toMatchObject({ code: 'SCENARIO_INVALID' });
    expect(error.message).toMatch(/entry\.ts:2: .*Expected identifier.*\.$/);
    expect(error.message).not.toContain('\n');
  });

  it('is refused when it imports what k6 does not have', async () => {
    const error = await refusalOf(
      "import { readFileSync } from 'node:fs'; export const arrival = readFileSync;",
    );
    expect(error).toMatchObject({ code: 'SCENARIO_INVALID' });
    expect(error.message).toMatch(/entry\.ts:1: .*node:fs/);
  });

  it('is refused when the file is missing', async () => {
    await expect(bundle(join(folder, 'nowhere.ts'))).rejects.toMatchObject({ code: 'SCENARIO_INVALID' });
  });
});
