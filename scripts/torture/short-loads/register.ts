import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TORTURED_PLATFORM } from './platform.ts';

/*
 * Loaded before the command line (`node --import`), so that `--quick` uses the loads of profile.ts here, a few seconds each. There is
 * no command-line option for this, because no user would need it.
 */
const PROJECT = join(import.meta.dirname, '..', '..', '..');
const DOCUMENTED = pathToFileURL(join(PROJECT, 'scenarios', TORTURED_PLATFORM, 'profile.ts')).href;
const SHORT = pathToFileURL(join(import.meta.dirname, 'profile.ts')).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    return resolved.url === DOCUMENTED && context.parentURL !== SHORT
      ? { ...resolved, url: SHORT }
      : resolved;
  },
});
