import { execFileSync, spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { wordsOf } from './words.ts';
import { zshCompletion } from './zsh.ts';

const PROGRAM = new Command('proofload')
  .addCommand(
    new Command('verify')
      .description("Loads a system: it's judged [always] `by` $(targets).")
      .argument('[platform...]')
      .option('--quick', 'fewer users')
      .option('--users <n>', "how many: '5'")
      .option('--out <dir>', 'where run folders go'),
  )
  .addCommand(new Command('report').description('Judges again.').argument('<run>'));
const WORDS = wordsOf(PROGRAM, { platform: ['clinic', 'library'] });

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

describe('the words', () => {
  it('are those of the commands, in short and without syntax of a shell', () => {
    expect(WORDS.commands).toMatchObject([
      {
        name: 'verify',
        description: 'Loads a system',
        options: [
          { flag: '--quick', takes: 'nothing' },
          { flag: '--users', takes: 'value', description: 'how many' },
          { flag: '--out', takes: 'path' },
          { flag: '--help', takes: 'nothing' },
        ],
        values: ['clinic', 'library'],
      },
      { name: 'report', values: [] },
    ]);
  });
});

describe('bash', () => {
  /** What bash offers for the last word of a line. */
  function offered(...words: string[]): string[] {
    const typed = ['proofload', ...words].map((word) => `'${word}'`).join(' ');
    const script = `${bashCompletion(WORDS)}
      COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _proofload; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const text = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
    return text.split('\n').filter((line) => line !== '');
  }

  it.each([
    [[''], ['verify', 'report']],
    [['ver'], ['verify']],
    [['--'], ['--help', '--version']],
    [
      ['verify', ''],
      ['clinic', 'library'],
    ],
    [['verify', 'lib'], ['library']],
    [
      ['verify', '--quick', '-'],
      ['--quick', '--users', '--out', '--help'],
    ],
    [['verify', '--quick', '--o'], ['--out']],
    [['verify', '--out', ''], []], // files, by bash itself
    [['report', ''], []],
  ])('after %j offers %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });
});

describe('zsh', () => {
  it('has a script with every command and option', () => {
    const script = zshCompletion(WORDS);
    expect(script).toContain("'verify:Loads a system'");
    expect(script).toContain(
      "verify) _arguments '--quick[fewer users]' '--users[how many]:value: ' '--out[where run folders go]:path:_files' '--help[display help for command]' '*:value:(clinic library)' ;;",
    );
    expect(script).toContain("'*:file:_files' ;;");
  });

  it.runIf(has('zsh'))('can read it', () => {
    expect(spawnSync('zsh', ['-n'], { input: zshCompletion(WORDS), encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});

describe('fish', () => {
  it('has a script with every command and option', () => {
    expect(fishCompletion(WORDS)).toBe(`# fish completion of proofload
complete -c proofload -f
complete -c proofload -n 'not __fish_seen_subcommand_from verify report' -a verify -d 'Loads a system'
complete -c proofload -n 'not __fish_seen_subcommand_from verify report' -a report -d 'Judges again'
complete -c proofload -n '__fish_seen_subcommand_from verify' -a 'clinic library'
complete -c proofload -n '__fish_seen_subcommand_from verify' -l quick -d 'fewer users'
complete -c proofload -n '__fish_seen_subcommand_from verify' -l users -x -d 'how many'
complete -c proofload -n '__fish_seen_subcommand_from verify' -l out -r -F -d 'where run folders go'
complete -c proofload -n '__fish_seen_subcommand_from verify' -l help -d 'display help for command'
complete -c proofload -n '__fish_seen_subcommand_from report' -F
complete -c proofload -n '__fish_seen_subcommand_from report' -l help -d 'display help for command'
`);
  });

  it.runIf(has('fish'))('offers what fits', () => {
    const script = `${fishCompletion(WORDS)}\ncomplete -C 'proofload verify li'`;
    const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { encoding: 'utf8' });
    expect(stdout).toMatch(/^library\b/);
  });
});
