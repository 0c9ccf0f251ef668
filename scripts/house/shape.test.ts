import { describe, expect, it } from 'vitest';
import { forbiddenWords, misshapenFiles } from './shape.ts';
import { planted } from './testing/planted.ts';

const linesOf = (count: number) => '// line\n'.repeat(count);

describe('misshapenFiles', () => {
  it('refuses a file of more than 300 lines unless a reason is given', () => {
    const files = planted({ 'seed/long.ts': linesOf(301), 'seed/fits.ts': linesOf(300) });
    expect(misshapenFiles(files, {})).toEqual([expect.stringContaining('seed/long.ts is longer')]);
    expect(misshapenFiles(files, { 'seed/long.ts': 'a table' })).toEqual([]);
  });

  it('refuses a reason for a file that is short or does not exist', () => {
    const files = planted({ 'seed/short.ts': linesOf(3) });
    expect(misshapenFiles(files, { 'seed/short.ts': 'a table', 'seed/gone.ts': 'a table' })).toHaveLength(2);
  });

  it.each(['harness/load/utils.ts', 'seed/helper.ts', 'harness/common/a.ts', 'reports/util/a.ts'])(
    'refuses the name of %s',
    (path) => {
      expect(misshapenFiles(planted({ [path]: '' }), {})).toHaveLength(1);
    },
  );

  it('looks only at whole words of names', () => {
    expect(
      misshapenFiles(planted({ 'harness/stats/utilization.ts': '', 'seed/commons.ts': '' }), {}),
    ).toEqual([]);
  });
});

describe('forbiddenWords', () => {
  it.each([
    ['harness/load/x.ts', 'const latencyMs = 1;'],
    ['harness/load/x.ts', '// a bare Latency'],
    ['harness/verdict/x.ts', '// 100 VUs'],
    ['seed/x.ts', '// TODO: later'],
    ['seed/x.ts', "const path = '/home/someone/data';"],
    ['harness/x.ts', "hint('Run it: npm start -- runs');"],
    ['harness/x.ts', "fork(join(import.meta.dirname, 'guardian.ts'));"],
  ])('%s: %s', (path, text) => {
    expect(forbiddenWords([{ path, text: `\n${text}` }])).toEqual([
      expect.stringContaining(`${path}:2 says`),
    ]);
  });

  it('lets code that faces k6 or another tool use its words, and leaves other words alone', () => {
    const files = [
      { path: 'harness/load/k6/x.ts', text: '// VUs' },
      { path: 'scenarios/lib/x.ts', text: 'exec.vu; // a VU' },
      { path: 'bench/generators/x.ts', text: "args: ['--latency-correction']" },
      { path: 'scripts/x.ts', text: "// npm start; join(folder, 'x.ts')" },
      {
        path: 'harness/x.ts',
        text: "import './a.ts'; } from '../a.ts'; await import('./a.ts'); sourceModule(folder, 'a');",
      },
      { path: 'seed/x.ts', text: "numTodoTests; join(root, 'runs/home/x'); 'https://example.org/home/x';" },
    ];
    expect(forbiddenWords(files)).toEqual([]);
  });
});
