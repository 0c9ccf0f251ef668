import type { Migration } from './migrate.ts';
import { NAMED_FIGURES } from './named-figures.ts';

type OldVerdict = Record<string, unknown> & {
  generator?: { status?: unknown };
  targets?: Record<string, unknown>[];
  validity?: { checks?: Record<string, unknown>[] };
};

/**
 * verdict.json. Version 2 lists the checks of the measurement and the saturated resources; a violated check made every target of its
 * phase invalid. Version 3 states what a violated check puts in doubt, and which doubts a result has survived. Version 4 has a target's
 * indicator where version 3 had a name, and gives doubts by kind of figure. For a verdict of version 1 only the generator's status is
 * known, so it lists no checks; judge the run again (`report`) to get them.
 */
export const VERDICT_VERSIONS: Migration = {
  currentVersion: 4,
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
    3: (document) => {
      const { validity, targets = [], ...rest } = document as OldVerdict;
      return {
        ...rest,
        targets: targets.map(({ sli, ...target }) => ({ ...target, indicator: figureNamed(sli).indicator })),
        validity: { ...validity, checks: (validity?.checks ?? []).map(withKinds) },
      };
    },
  },
};

function figureNamed(name: unknown): (typeof NAMED_FIGURES)[string] {
  const figure = NAMED_FIGURES[String(name)];
  if (!figure) throw new RangeError(`There is no figure "${name}"`);
  return figure;
}

type OldDoubt = { limited: Record<string, unknown>; unlimited: Record<string, unknown> };

function withKinds(check: Record<string, unknown>): Record<string, unknown> {
  if (check.doubt === null) return check;
  const { limited, unlimited, ...doubt } = check.doubt as OldDoubt;
  const renamed = (bias: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(bias).map(([name, way]) => [figureNamed(name).kind, way]));
  return { ...check, doubt: { ...doubt, limited: renamed(limited), unlimited: renamed(unlimited) } };
}
