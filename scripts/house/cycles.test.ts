import { describe, expect, it } from 'vitest';
import { cyclesBetweenFiles, cyclesBetweenParts } from './cycles.ts';
import { planted } from './testing/planted.ts';

describe('cyclesBetweenParts', () => {
  it('finds two parts that need each other, even through different files and types only', () => {
    const files = planted({
      'harness/load/a.ts': "import type { B } from '../system/b.ts';",
      'harness/system/b.ts': '',
      'harness/system/c.ts': "import '../load/d.ts';",
      'harness/load/d.ts': '',
    });
    expect(cyclesBetweenParts(files)).toEqual(['harness/load -> harness/system -> harness/load']);
  });

  it('finds a cycle through a third part', () => {
    const files = planted({
      'seed/a.ts': "import '../reports/a.ts';",
      'reports/a.ts': "import '../harness/cli/a.ts';",
      'harness/cli/a.ts': "import '../../seed/a.ts';",
    });
    expect(cyclesBetweenParts(files)).toEqual(['harness/cli -> seed -> reports -> harness/cli']);
  });

  it('finds none where dependencies go one way, or only tests import back', () => {
    const files = planted({
      'harness/cli/a.ts': "import '../load/a.ts'; import './b.ts';",
      'harness/cli/b.ts': '',
      'harness/load/a.ts': "import '../model/a.ts';",
      'harness/load/a.test.ts': "import '../cli/a.ts';",
      'harness/model/a.ts': "import 'typebox';",
    });
    expect(cyclesBetweenParts(files)).toEqual([]);
  });
});

describe('cyclesBetweenFiles', () => {
  it('finds files that import each other', () => {
    const files = planted({ 'seed/a.ts': "import './b.ts';", 'seed/b.ts': "export * from './a.ts';" });
    expect(cyclesBetweenFiles(files)).toEqual(['seed/a.ts -> seed/b.ts -> seed/a.ts']);
  });

  it('ignores types, which are not loaded', () => {
    const files = planted({
      'seed/a.ts': "import './b.ts';",
      'seed/b.ts': "import type { A } from './a.ts';",
    });
    expect(cyclesBetweenFiles(files)).toEqual([]);
  });
});
