import { describe, expect, it } from 'vitest';
import { planted } from './testing/planted.ts';
import { crossedWalls } from './walls.ts';

describe('crossedWalls', () => {
  it.each([
    ['reference-server/core/x.ts', "import { judge } from '../../harness/verdict/judge.ts';"],
    ['reference-server/core/x.ts', "import { EXIT } from '../../harness/model/errors.ts';"],
    [
      'reference-server/core/x.ts',
      "import type { RunningProgram } from '../../harness/system/supervision/supervisor.ts';",
    ],
    ['reference-server/core/x.ts', "import { routes } from '../tvet-connect/index.ts';"],
    ['reference-server/x.ts', "const s = await import('../seed/index.ts');"],
    ['seed/x.ts', "import { startStores } from '../harness/system/stores.ts';"],
    ['scenarios/tvet-connect/x.ts', "import { readFileSync } from 'node:fs';"],
    ['scenarios/tvet-connect/x.ts', "import { EXIT } from '../../harness/model/errors.ts';"],
    ['scenarios/tvet-connect/x.ts', "import chunk from 'lodash.chunk';"],
    [
      'scenarios/tvet-connect/x.ts',
      "import { queries } from '../../reference-server/tvet-connect/queries.ts';",
    ],
    ['scenarios/tvet-connect/x.ts', "import { pool } from '../../reference-server/other/documented.ts';"],
    ['scenarios/lib/x.ts', "import { pool } from '../../reference-server/tvet-connect/documented.ts';"],
    ['reference-server/x/documented.ts', "import { queries } from './queries.ts';"],
    ['harness/model/x.ts', "import type { Client } from 'pg';"],
    ['harness/stats/x.ts', "import { readFileSync } from 'node:fs';"],
    ['harness/verdict/slis/x.ts', "export { spawn } from 'node:child_process';"],
    ['harness/verdict/x.ts', "import { readRun } from '../store/index.ts';"],
    ['harness/load/plan.ts', "import { driveLoad } from './k6/drive.ts';"],
    ['reports/x.ts', "import { readRun } from '../harness/store/index.ts';"],
    ['harness/run/x.ts', "import { ProgressDisplay } from '../cli/progress.ts';"],
    ['harness/system/x.ts', "import { provision } from '../../scripts/provision/index.ts';"],
    ['harness/run/x.ts', "import { spreadOf } from '../../bench/spread.ts';"],
  ])('%s: %s', (path, text) => {
    const violations = crossedWalls(planted({ [path]: text }));
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(`${path}:1 imports`);
  });

  it('allows the permitted imports', () => {
    const files = planted({
      'reference-server/core/x.ts': "import type { PlantedDefects } from '../../harness/model/run.ts';",
      'reference-server/app.ts': "import { tvetConnect } from './tvet-connect/index.ts';",
      'seed/x.ts':
        "import { ProofloadError } from '../harness/model/errors.ts'; import '../reference-server/app.ts';",
      'scenarios/tvet-connect/x.ts':
        "import http from 'k6/http'; import type { Target } from '../../harness/model/target.ts'; import '../lib/y.ts';",
      'scenarios/tvet-connect/y.ts':
        "import { pool } from '../../reference-server/tvet-connect/documented.ts';",
      'reference-server/x/documented.ts': "import type { PoolPolicy } from '../core/postgres-pool.ts';",
      'harness/model/x.ts': "import Type from 'typebox';",
      'harness/verdict/x.ts': "import { quantile } from '../stats/x.ts'; import type { Client } from 'pg';",
      'harness/cli/x.ts': "import { provision } from '../provision/index.ts';",
    });
    expect(crossedWalls(files)).toEqual([]);
  });

  it('allows everything in tests', () => {
    const text = "import { startStores } from '../harness/system/stores.ts';";
    const files = planted({ 'reference-server/x.int.test.ts': text, 'reference-server/testing/x.ts': text });
    expect(crossedWalls(files)).toEqual([]);
  });
});
