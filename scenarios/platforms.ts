import type { Platform } from '../harness/model/platform.ts';

/** Every platform by its slug, one line each; the first is the default. Loaded on demand: `--help` pays for none of them. */
export const platforms: Readonly<Record<string, () => Promise<{ platform: Platform }>>> = {
  'tvet-connect': () => import('./tvet-connect/platform.ts'),
};
