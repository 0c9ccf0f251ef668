import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long, of each project the longest first. If one of them started last, the stage would end with it running alone. Load tests
 * that keep the processor busiest begin at different times.
 */
export const LONG_FILES = [
  'scenarios/school-management/planted-defects.load.test.ts',
  'harness/calibrate/calibrate.load.test.ts',
  'harness/run/blame.load.test.ts',
  'harness/run/servers-away.load.test.ts',
  'harness/run/planted-defects.load.test.ts',
  'harness/run/small-runs.load.test.ts',
  'harness/load/k6/drive.load.test.ts',
  'scenarios/ultudy/degrade.load.test.ts',
  'harness/cli/gate-noise.int.test.ts',
  'harness/compare/carried.int.test.ts',
  'harness/run/faults.int.test.ts',
  'testing/first-verdict.int.test.ts',
  'harness/run/outside.int.test.ts',
  'harness/cli/bad-input.int.test.ts',
  'harness/cli/gate.int.test.ts',
  'harness/compare/compare.int.test.ts',
  'scripts/torture/torture.int.test.ts',
  'testing/own-systems.int.test.ts',
  'reference-server/replicas.int.test.ts',
  'reports/pages.int.test.ts',
  'testing/own-bodies.int.test.ts',
  'harness/cli/init-hostile.int.test.ts',
  'scripts/package/package.int.test.ts',
  'testing/own-telemetry.int.test.ts',
  'harness/cli/interruption.int.test.ts',
  'harness/load/k6/tvet-connect.int.test.ts',
  'harness/cli/gate-versions.int.test.ts',
  'reference-server/redis-lost.int.test.ts',
  'testing/toy.int.test.ts',
  'scripts/k6/extension.int.test.ts',
  'harness/run/violated-checks.int.test.ts',
  'harness/cli/several.int.test.ts',
  'harness/system/storage/object-storage.int.test.ts',
  'harness/system/faults/fault-injector.int.test.ts',
  'harness/cli/init.int.test.ts',
  'reference-server/core/replicas.int.test.ts',
  'reference-server/core/owed.int.test.ts',
];

/** The long files first, in their order, then Vitest's own order, which in a fresh clone is by file size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONG_FILES.findIndex((name) => moduleId.endsWith(name));
      return index === -1 ? LONG_FILES.length : index;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
