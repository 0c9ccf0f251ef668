import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/**
 * The environment variable with which a Node started from here loads its modules from the compile cache of this process, in half the time;
 * none if this process has no such cache.
 */
export function compileCacheVariable(): { NODE_COMPILE_CACHE?: string } {
  const folderOfThisNode = getCompileCacheDir(); // Node keeps one for each of its versions
  return folderOfThisNode === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folderOfThisNode) };
}
