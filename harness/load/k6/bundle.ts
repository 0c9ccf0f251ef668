import { join } from 'node:path';
import { type BuildFailure, build } from 'esbuild';
import { ProofloadError } from '../../model/errors.ts';

const SCENARIO_LIBRARY = join(import.meta.dirname, '../../../scenarios/lib/own/index.ts');

/**
 * Bundles a scenario and its imports into the one ES module that k6 runs: k6 strips types itself, but resolves neither
 * packages nor TypeScript paths. With the source map, k6's messages name our files and lines. The map is read once per
 * process, but every VU evaluates the code, so the code is minified.
 * @throws ProofloadError SCENARIO_INVALID when it does not compile
 */
export async function bundleScenario(entryFile: string, outFile: string): Promise<void> {
  try {
    await build({
      entryPoints: [entryFile],
      outfile: outFile,
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'esnext',
      mainFields: ['module', 'main'],
      conditions: ['import', 'default'],
      external: ['k6', 'k6/*'],
      alias: { 'proofload/scenario': SCENARIO_LIBRARY }, // for scenarios that are kept elsewhere
      // k6 refuses an ES module that also looks like CommonJS, and libraries that test for CommonJS do.
      define: { exports: 'undefined', module: 'undefined' },
      supported: { 'for-await': false, 'async-generator': false, 'dynamic-import': false },
      minify: true,
      sourcemap: 'inline',
      sourcesContent: false,
      logLevel: 'silent',
    });
  } catch (error) {
    const [first, ...others] = (error as BuildFailure).errors ?? [];
    if (!first) throw error;
    const place = first.location ? `${first.location.file}:${first.location.line}` : entryFile;
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new ProofloadError(
      'SCENARIO_INVALID',
      `The scenario does not compile: ${place}: ${first.text}${more}.`,
      'Correct it. `npm run check` shows everything else that is wrong with its types.',
      { cause: error },
    );
  }
}
