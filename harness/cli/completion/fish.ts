import type { CommandWords, OptionWords, Words } from './words.ts';

/** A completion script for fish, with descriptions. */
export function fishCompletion({ program, commands }: Words): string {
  const names = commands.map(({ name }) => name).join(' ');
  const atFirst = `complete -c ${program} -n 'not __fish_seen_subcommand_from ${names}'`;
  return [
    `# fish completion of ${program}`,
    `complete -c ${program} -f`,
    ...commands.map(({ name, description }) => `${atFirst} -a ${name} -d '${description}'`),
    ...commands.flatMap((command) => afterCommand(program, command)),
    '',
  ].join('\n');
}

function afterCommand(program: string, { name, options, values }: CommandWords): string[] {
  const after = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
  return [
    values.length === 0 ? `${after} -F` : `${after} -a '${values.join(' ')}'`,
    ...options.map((option) => `${after} ${optionWords(option)}`),
  ];
}

function optionWords({ flag, description, takes }: OptionWords): string {
  const value = { nothing: '', path: ' -r -F', value: ' -x' }[takes];
  return `-l ${flag.slice(2)}${value} -d '${description}'`;
}
