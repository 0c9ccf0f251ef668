import { describe, expect, it } from 'vitest';
import { cyclesBetweenFiles, cyclesBetweenParts } from './cycles.ts';
import { planted } from './testing/planted.ts';

describe('cyclesBetweenParts', () => {
  it('finds two parts that need each other, by different files and types alone', () => {
    const files = planted({
      'harness/load/a.ts': "import type { B } from '../system/b.ts';",
      'harness/system/b.ts': '',
      'harness/system/c.ts': "import '../load/d.ts';",
      'harness/load/d.ts': '',
    });
    expect(cyclesBetweenParts(files)).toEqual(['harness/load -> harness/system -> harness/load']);
  });

  it('finds a way round through a third', () => {
    const files = planted({
      'seed/a.ts': "import '../reports/a.ts';",
      'reports/a.ts': "import '../harness/cli/a.ts';",
      'harness/cli/a.ts': "import '../../seed/a.ts';",
    });
    expect(cyclesBetweenParts(files)).toEqual(['harness/cli -> seed -> reports -> harness/cli']);
  });

  it('sees none where parts only stand on each other, or only tests look back', () => {
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
  it('finds files that load each other', () => {
    const files = planted({ 'seed/a.ts': "import './b.ts';", 'seed/b.ts': "export * from './a.ts';" });
    expect(cyclesBetweenFiles(files)).toEqual(['seed/a.ts -> seed/b.ts -> seed/a.ts']);
  });

  it('does not mind types, which are not loaded', () => {
    const files = planted({
      'seed/a.ts': "import './b.ts';",
      'seed/b.ts': "import type { A } from './a.ts';",
    });
    expect(cyclesBetweenFiles(files)).toEqual([]);
  });
});
