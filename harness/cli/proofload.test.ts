import { describe, expect, it } from 'vitest';
import { keptOutput } from '../program/testing/kept-output.ts';
import { platformSlugs } from '../run/load-platform.ts';
import { proofload } from './proofload.ts';

/** What a command prints. */
async function run(...argv: string[]): Promise<string> {
  const { output, text } = keptOutput();
  const { signal } = new AbortController();
  await proofload(argv, { env: {}, stdout: output, stderr: output, ask: null, signal });
  return text();
}

describe('a misspelt word is an error with a code and a suggestion', () => {
  it.each([
    [['verfiy'], 'USAGE', 'Did you mean verify? '],
    [['ultdy'], 'USAGE', 'Did you mean ultudy? '],
    [['launch'], 'USAGE', 'Commands: verify, '],
    [['help', 'verfiy'], 'USAGE', 'Did you mean verify? '],
    [['help', 'ultudy'], 'USAGE', 'Commands: verify, '],
    [['verify', 'ultdy'], 'UNKNOWN_PLATFORM', 'Did you mean ultudy? '],
    [['verify', 'launch'], 'UNKNOWN_PLATFORM', 'Choose one of: '],
    [['runs', '--oot', 'x'], 'USAGE', 'Did you mean --out? '],
    [['runs', '--zzz'], 'USAGE', 'Add --help '],
    [['runs', 'what'], 'USAGE', 'Add --help '],
    [['report'], 'USAGE', 'Add --help '],
    [['runs', '--out'], 'USAGE', 'Add --help '],
  ])('%j', async (argv, code, hint) => {
    await expect(run(...argv)).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(`^${RegExp.escape(hint)}`),
    });
  });
});

it.each(['bash', 'zsh', 'fish'])(
  'completion of %s knows commands, options, platforms and experiments',
  async (shell) => {
    const script = await run('completion', shell);
    for (const word of ['verify', 'doctor', 'quick', 'cache', ...platformSlugs()])
      expect(script).toContain(word);
  },
);
