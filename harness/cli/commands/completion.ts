import { Argument, Command } from 'commander';
import { shippedExperiments } from '../../compare/experiment-file.ts';
import { loadPlatform, platformSlugs } from '../../run/load-platform.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { wordsOf } from '../completion/words.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { Shell } from '../shell.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

export function completionCommand(shell: Shell): Command {
  return new Command('completion')
    .description('Prints a completion script for a shell, for the command proofload.')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      `
Examples:
  source <(proofload completion bash)                                     in ~/.bashrc
  source <(proofload completion zsh)                                      in ~/.zshrc, after compinit
  proofload completion fish > ~/.config/fish/completions/proofload.fish   once
`,
    )
    .action(async (name: keyof typeof SCRIPTS, _options: object, command: Command) => {
      const words = wordsOf(command.parent!, {
        platform: platformSlugs(),
        experiment: await experimentNames(),
        shell: Object.keys(SCRIPTS),
      });
      shell.stdout.write(SCRIPTS[name](words));
    });
}

async function experimentNames(): Promise<string[]> {
  const ofPlatforms = await Promise.all(
    platformSlugs().map(async (slug) => shippedExperiments(await loadPlatform(slug))),
  );
  return [...new Set(ofPlatforms.flat().map(({ name }) => name))].sort();
}
