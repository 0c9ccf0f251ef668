import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The path of a module that is not imported but run, imported later, or bundled: `.ts`, or `.js` where it was built, as in the package.
 * @param name without its ending
 */
export function sourceModule(folder: string, name: string): string {
  const built = join(folder, `${name}.js`);
  return existsSync(built) ? built : join(folder, `${name}.ts`);
}
