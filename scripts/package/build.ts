import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { packageContents } from './contents.ts';

const run = promisify(execFile);

/**
 * Builds the package into a folder: every module by itself, because Node does not run TypeScript below `node_modules`, in the folders of the
 * checkout, because modules find other files next to them. Types are those of the public modules (`exports` in package.json) and of what
 * these refer to.
 * @throws Error if a module imports one that is not in the package, or types cannot be made
 */
export async function buildPackage(root: string, outFolder: string): Promise<void> {
  const { sources, files } = packageContents(root);
  await rm(outFolder, { recursive: true, force: true });
  await Promise.all([
    buildModules(root, outFolder, sources, files),
    makeTypes(root, outFolder),
    copyFiles(root, outFolder, files),
  ]);
  const { name, version, type } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await writeFile(join(outFolder, 'package.json'), `${JSON.stringify({ name, version, type })}\n`);
}

async function buildModules(root: string, outdir: string, sources: string[], files: string[]): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: sources,
    outbase: root,
    outdir,
    bundle: true, // only to rewrite imports: nothing is put together
    packages: 'external',
    plugins: [keepingModulesApart(root, new Set([...sources, ...files]))],
    platform: 'node',
    format: 'esm',
    target: 'node24',
    charset: 'utf8',
    logLevel: 'error',
  });
}

/** Leaves imports of our own modules in place, with the name that they have once built. */
function keepingModulesApart(root: string, known: ReadonlySet<string>): Plugin {
  return {
    name: 'keeping modules apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind, importer }) => {
        if (kind === 'entry-point') return null;
        const target = relative(root, join(resolveDir, path));
        if (!known.has(target))
          return {
            errors: [{ text: `${relative(root, importer)} imports ${target}, which is not in the package` }],
          };
        return { path: path.replace(/\.ts$/, '.js'), external: true };
      });
    },
  };
}

async function makeTypes(root: string, outDir: string): Promise<void> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', join(import.meta.dirname, 'tsconfig.json'), '--outDir', outDir]);
}

/** JSON loses its white space, which is half of the schemas. */
async function copyFiles(root: string, outFolder: string, files: string[]): Promise<void> {
  for (const file of files) {
    const [from, to] = [join(root, file), join(outFolder, file)];
    await mkdir(dirname(to), { recursive: true });
    if (file.endsWith('.json')) await writeFile(to, JSON.stringify(JSON.parse(await readFile(from, 'utf8'))));
    else await cp(from, to);
  }
}
