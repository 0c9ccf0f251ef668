import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildFailure, build } from 'esbuild';
import { sourceModule } from '../program/source-module.ts';
import { invalidConfig } from './invalid-config.ts';

/** What `proofload` exports. */
const PACKAGE = sourceModule(join(import.meta.dirname, '..', '..'), 'index');

/**
 * Runs a config file and returns its default export, which has not been checked. What it imports is bundled with it, and `proofload` is this
 * program itself, so that nothing has to be installed next to it.
 * @param file absolute path
 * @throws ProofloadError CONFIG_INVALID
 */
export async function loadConfig(file: string, where: string): Promise<unknown> {
  const code = await bundle(file, where);
  let exported: { default?: unknown };
  try {
    exported = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  } catch (error) {
    throw invalidConfig(where, `it threw an error (${(error as Error)?.message ?? error})`);
  }
  if (!('default' in exported))
    throw invalidConfig(where, 'it has no default export', 'Write: export default defineSystem({ ... })');
  return exported.default;
}

async function bundle(file: string, where: string): Promise<string> {
  if (!existsSync(file)) throw invalidConfig(where, 'there is no such file');
  const folder = dirname(file);
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      absWorkingDir: folder,
      alias: { proofload: PACKAGE },
      // In a bundle that is imported as text, these would name nothing.
      define: {
        'import.meta.dirname': JSON.stringify(folder),
        'import.meta.filename': JSON.stringify(file),
        'import.meta.url': JSON.stringify(pathToFileURL(file).href),
      },
      logLevel: 'silent',
    });
    return outputFiles[0]!.text;
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    if (!first) throw error;
    const place = first.location ? ` in line ${first.location.line} of ${first.location.file}` : '';
    throw invalidConfig(where, `it does not compile: ${first.text}${place}`);
  }
}
