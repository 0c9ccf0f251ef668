import type { DocumentedPlatform } from '../harness/model/platform.ts';

/** Every platform by its slug, one line each; the first is the default. They are loaded on demand, so that `--help` stays fast. */
export const platforms: Readonly<Record<string, () => Promise<{ platform: DocumentedPlatform }>>> = {
  'tvet-connect': () => import('./tvet-connect/platform.ts'),
  'school-management': () => import('./school-management/platform.ts'),
  ultudy: () => import('./ultudy/platform.ts'),
};
