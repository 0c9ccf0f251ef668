import { describe, expect, it } from 'vitest';
import { forbiddenGlobals } from './globals.ts';
import { planted } from './testing/planted.ts';

describe('forbiddenGlobals', () => {
  it.each([
    ['harness/system/x.ts', 'process.env.HOME;'],
    ['seed/x.ts', 'const { argv } = process;'],
    ['harness/run/x.ts', 'process.exit(1);'],
    ['harness/telemetry/x.ts', "process.stdout.write('');"],
    ['harness/store/x.ts', "console.log('');"],
    ['reference-server/core/x.ts', "console.error('');"],
    ['harness/stats/x.ts', 'Math.random();'],
    ['harness/verdict/x.ts', 'Date.now();'],
    ['harness/model/x.ts', 'new Date();'],
    ['harness/load/plan.ts', 'performance.now();'],
    ['harness/stats/x.ts', 'process.cwd();'],
    ['harness/verdict/x.ts', "fetch('http://localhost');"],
    ['reports/x.ts', 'new Date();'],
  ])('%s: %s', (path, text) => {
    const violations = forbiddenGlobals(planted({ [path]: text }));
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(`${path}:1 uses`);
  });

  it('lets programs, tests and pure uses through', () => {
    const files = planted({
      'harness/cli/main.ts': 'process.exitCode = process.argv.length; console.log(process.env.HOME);',
      'scripts/test.ts': 'console.log(process.argv);',
      'reference-server/server.ts': 'process.env.PORT;',
      'scenarios/lib/x.ts': "console.log('ack'); Date.now();",
      'harness/stats/x.test.ts': 'Math.random();',
      'harness/stats/x.ts': 'Math.max(1, 2); new Date(0); Date.UTC(2026, 1);',
      'harness/system/x.ts': 'process.platform; process.getuid?.(); Date.now();',
    });
    expect(forbiddenGlobals(files)).toEqual([]);
  });
});
