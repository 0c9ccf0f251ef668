import type { Migration } from './migrate.ts';

type OldVerdict = Record<string, unknown> & {
  generator?: { status?: unknown };
  targets?: Record<string, unknown>[];
  validity?: { checks?: Record<string, unknown>[] };
};

/**
 * verdict.json. Version 3 says what a violated check puts in doubt, and what a result has survived; in version 2 each of them made every target
 * of its phase invalid. Version 2 lists what was checked about the measurement, and what was saturated. Of an old verdict only the
 * generator's part of that is known, so no check is listed; judge the run again (`npm start -- report`) to have them all.
 */
export const VERDICT_VERSIONS: Migration = {
  currentVersion: 3,
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
    2: (document) => {
      const { validity, targets = [], ...rest } = document as OldVerdict;
      const checks = (validity?.checks ?? []).map((check) => ({ ...check, doubt: null }));
      return {
        ...rest,
        targets: targets.map((target) => ({ ...target, survived: [], length: null })),
        validity: { ...validity, checks },
      };
    },
  },
};
