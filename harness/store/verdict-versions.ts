import type { Migration } from './migrate.ts';

type OldVerdict = Record<string, unknown> & {
  generator?: { status?: unknown };
  targets?: Record<string, unknown>[];
};

/**
 * verdict.json. Version 2 lists what was checked about the measurement, and what was saturated. Of an old verdict only the
 * generator's part of that is known, so no check is listed; judge the run again (`npm start -- report`) to have them all.
 */
export const VERDICT_VERSIONS: Migration = {
  currentVersion: 2,
  steps: {
    1: (document) => {
      const { generator, targets = [], ...rest } = document as OldVerdict;
      return {
        ...rest,
        targets: targets.map((target) => ({ ...target, suspect: null })),
        generator,
        validity: { status: generator?.status, checks: [] },
        saturation: [],
      };
    },
  },
};
