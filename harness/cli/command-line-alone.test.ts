import { Command } from 'commander';
import { expect, it } from 'vitest';
import { commandLineAlone } from './command-line-alone.ts';

function commandOf(words: string[]): Command {
  return new Command('verify')
    .argument('[name...]')
    .option('--all', 'all')
    .option('--quick', 'quick')
    .option('--out <dir>', 'where', 'runs')
    .option('--plant <defect...>', 'defects')
    .action(() => {})
    .parse(words, { from: 'user' });
}

it.each([
  [['--all'], ['verify', 'hall']],
  [
    ['hall', 'library', '--quick'],
    ['verify', 'hall', '--quick'],
  ],
  [
    ['--out', 'hall', 'hall', 'library'],
    ['verify', 'hall', '--out', 'hall'],
  ],
  [
    ['--out=my runs', '--all'],
    ['verify', 'hall', '--out', 'my runs'],
  ],
  [
    ['--all', '--plant', 'cache-off', 'pool=3', '--quick'],
    ['verify', 'hall', '--quick', '--plant', 'cache-off', 'pool=3'],
  ],
])('%j, for the hall alone, is %j', (words, alone) => {
  expect(commandLineAlone(commandOf(words), 'hall')).toEqual(alone);
});
