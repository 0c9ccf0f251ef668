import { describe, expect, it } from 'vitest';
import { missingParagraphs, stepsOf } from './tutorial-steps.ts';

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
        shown: ['✗ fail p95 402 ms', '1 of 2'],
      },
      { kind: 'type', commands: 'kill %1\n', exitCode: 0, shown: [] },
    ]);
  });

  it('leave nothing without a meaning', () => {
    expect(() => stepsOf('Here it is:\n\n```js\nserve();\n```\n')).toThrow('does not say where this goes');
    expect(() => stepsOf('It says\n\n```text\nyes\n```\n')).toThrow('No command shows');
  });
});

describe('paragraphs that should be shown', () => {
  const rows =
    '✓ pass p95 7.3 ms (1,007 to 7.6)\nat 29 November 2026, 08:00 UTC, 95 KB, in 20261129T080000Z-a-3f9a1c';
  const shown = [rows, 'the end'];

  it('are found with other figures, moments, names of runs and widths, among others', () => {
    const output =
      'first\n\n✓ pass  p95     12 ms (6 to 2,048.5)\n  at 1 May 2027, 23:59 UTC, 1.2 MB, in 20270501T235900Z-b-000000\n\nmore\n\n\nthe end\n';
    expect(missingParagraphs(shown, output)).toEqual([]);
  });

  const at = 'at 1 May 2027, 23:59 UTC, 1 MB, in 20270501T235900Z-b-000000';
  it.each([
    ['another word', `✗ pass p95 12 ms (6 to 7)\n${at}\n\nthe end`, [0]],
    ['another percentile', `✓ pass p99 12 ms (6 to 7)\n${at}\n\nthe end`, [0]],
    ['more in a line', `✓ pass p95 12 ms (6 to 7) or so\n${at}\n\nthe end`, [0]],
    ['a line more', `✓ pass p95 12 ms (6 to 7)\n${at}\nlike this\n\nthe end`, [0]],
    ['a line less', '✓ pass p95 12 ms (6 to 7)\n\nthe end', [0]],
    ['another order', `the end\n\n✓ pass p95 12 ms (6 to 7)\n${at}`, [1]],
    ['nothing', '', [0, 1]],
  ])('are missed with %s', (_, output, missing) => {
    expect(missingParagraphs(shown, output)).toEqual(missing.map((place) => shown[place]));
  });

  it('may leave lines open', () => {
    expect(missingParagraphs(['…\nb\n…'], 'a\nb\nc\nd')).toEqual([]);
    expect(missingParagraphs(['…\nb\n…'], 'b')).toEqual([]);
    expect(missingParagraphs(['…\nb'], 'a\nb\nc')).toEqual(['…\nb']);
  });
});
