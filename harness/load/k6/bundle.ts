import { join } from 'node:path';
import { type BuildFailure, type BuildOptions, type BuildResult, build } from 'esbuild';
import { ProofloadError } from '../../model/errors.ts';
import { sourceModule } from '../../program/source-module.ts';

const SCENARIO_LIBRARY = sourceModule(join(import.meta.dirname, '../../../scenarios/lib/own'), 'index');
/** What a scenario that is kept elsewhere imports it as. */
const LIBRARY = 'proofload/scenario';
const EXTERNAL = ['k6', 'k6/*'];

/**
 * Bundles a scenario and its imports into the one ES module that k6 runs: k6 strips types itself, but resolves neither
 * packages nor TypeScript paths. With the source map, k6's messages name our files and lines. The map is read once per
 * process, but every VU evaluates the code, so the code is minified.
 * @throws ProofloadError SCENARIO_INVALID when it does not compile
 */
export async function bundleScenario(entryFile: string, outFile: string): Promise<void> {
  await bundled(entryFile, {
    outfile: outFile,
    external: EXTERNAL,
    alias: { [LIBRARY]: SCENARIO_LIBRARY }, // for scenarios that are kept elsewhere
    sourcemap: 'inline',
    sourcesContent: false,
  });
}

/**
 * The code of a scenario that is kept elsewhere, with its imports but without what Proofload adds: it changes only if its author changes it, and
 * says nothing of where it is kept.
 * @throws ProofloadError SCENARIO_INVALID when it does not compile
 */
export async function scenarioCode(entryFile: string): Promise<string> {
  const { outputFiles } = await bundled(entryFile, { write: false, external: [...EXTERNAL, LIBRARY] });
  return outputFiles![0]!.text;
}

async function bundled(entryFile: string, options: BuildOptions): Promise<BuildResult> {
  try {
    return await build({
      entryPoints: [entryFile],
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'esnext',
      mainFields: ['module', 'main'],
      conditions: ['import', 'default'],
      // k6 refuses an ES module that also looks like CommonJS, and libraries that test for CommonJS do.
      define: { exports: 'undefined', module: 'undefined' },
      supported: { 'for-await': false, 'async-generator': false, 'dynamic-import': false },
      minify: true,
      logLevel: 'silent',
      ...options,
    });
  } catch (error) {
    const [first, ...others] = (error as BuildFailure).errors ?? [];
    if (!first) throw error;
    const place = first.location ? `${first.location.file}:${first.location.line}` : entryFile;
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new ProofloadError(
      'SCENARIO_INVALID',
      `The scenario does not compile: ${place}: ${first.text}${more}.`,
      'Correct it. TypeScript (`tsc --noEmit`) shows everything else that is wrong with its types.',
      { cause: error },
    );
  }
}
