import { describe, expect, it } from 'vitest';
import { missingLines, stepsOf } from './tutorial-steps.ts';

const PAGE = `
Save this as \`server.mjs\`:

\`\`\`js
serve();
\`\`\`

Start it:

\`\`\`sh
node server.mjs &
verify --rate 50
\`\`\`

It says

\`\`\`text
  ✗ fail  p95   402 ms

  1 of 2
\`\`\`

Exit code 1: it failed.

\`\`\`yaml
- run: verify
\`\`\`

\`\`\`sh
kill %1
\`\`\`
`;

describe('the steps of a tutorial', () => {
  it('are files to save and commands to type, with what they show and end with', () => {
    expect(stepsOf(PAGE)).toEqual([
      { kind: 'save', file: 'server.mjs', text: 'serve();\n' },
      {
        kind: 'type',
        commands: 'node server.mjs &\nverify --rate 50\n',
        exitCode: 1,
        lines: ['  ✗ fail  p95   402 ms', '  1 of 2'],
      },
      { kind: 'type', commands: 'kill %1\n', exitCode: 0, lines: [] },
    ]);
  });

  it('leave nothing without a meaning', () => {
    expect(() => stepsOf('Here it is:\n\n```js\nserve();\n```\n')).toThrow('does not say where this goes');
    expect(() => stepsOf('It says\n\n```text\nyes\n```\n')).toThrow('No command shows');
  });
});

describe('lines that should be shown', () => {
  const lines = ['  ✓ pass   p95  7.3 ms  (1,007 to 7.6)', 'at 29 November 2026, 08:00 UTC, 95 KB'];

  it('are found with other figures, moments and widths', () => {
    const output = 'first\n✓ pass  p95     12 ms (6 to 2,048.5)\nthen\nat 1 May 2027, 23:59 UTC, 1.2 MB\n';
    expect(missingLines(lines, output)).toEqual([]);
  });

  it.each([
    ['another word', '✗ pass p95 12 ms (6 to 7)\nat 1 May 2027, 23:59 UTC, 1 MB', [0]],
    ['another percentile', '✓ pass p99 12 ms (6 to 7)\nat 1 May 2027, 23:59 UTC, 1 MB', [0]],
    ['more in the line', '✓ pass p95 12 ms (6 to 7) or so\nat 1 May 2027, 23:59 UTC, 1 MB', [0]],
    ['another order', 'at 1 May 2027, 23:59 UTC, 1 MB\n✓ pass p95 12 ms (6 to 7)', [1]],
    ['nothing', '', [0, 1]],
  ])('are missed with %s', (_, output, missing) => {
    expect(missingLines(lines, output)).toEqual(missing.map((place) => lines[place]));
  });
});
