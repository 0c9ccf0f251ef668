import { type BuildFailure, build } from 'esbuild';
import { ProofloadError } from '../../model/errors.ts';

/**
 * Bundles a scenario and what it imports into the one ES module that k6 runs: k6 strips types by itself, but resolves no
 * packages and no paths of TypeScript. The source map is for k6's messages, which then name our files and lines; it is
 * read once a process, while the code is evaluated by every VU and therefore made small.
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
      // k6 refuses a module that looks like CommonJS too, as many a library does that tests for it.
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
      'Correct it, and see `npm run check` for everything else that is wrong with its types.',
      { cause: error },
    );
  }
}
