import type { Command } from 'commander';

/** What can be typed after the name of the program. */
export type Words = {
  program: string;
  commands: CommandWords[];
};

export type CommandWords = {
  name: string;
  description: string;
  options: OptionWords[];
  /** what its arguments may be; none: files */
  values: string[];
};

export type OptionWords = {
  /** with both hyphens */
  flag: string;
  description: string;
  /** what must follow it */
  takes: 'nothing' | 'path' | 'value';
};

const HELP: OptionWords = { flag: '--help', description: 'display help for command', takes: 'nothing' };
const PATH_VALUE = /<(dir|file)\b/;

/**
 * The words of a program's commands, as they are defined.
 * @param valuesOf the possible values of an argument, by its name
 */
export function wordsOf(program: Command, valuesOf: Readonly<Record<string, readonly string[]>>): Words {
  return {
    program: program.name(),
    commands: program.commands.map((command) => ({
      name: command.name(),
      description: inShort(command.description()),
      options: [
        ...command.options.map(({ long, flags, description, required, optional }) => ({
          flag: long ?? flags,
          description: inShort(description),
          takes: PATH_VALUE.test(flags)
            ? ('path' as const)
            : required || optional
              ? ('value' as const)
              : ('nothing' as const),
        })),
        HELP,
      ],
      values: command.registeredArguments.flatMap((argument) => [...(valuesOf[argument.name()] ?? [])]),
    })),
  };
}

/** The first clause: a shell shows it on one line, and may treat anything but letters, digits and spaces as its own syntax. */
function inShort(description: string): string {
  return description
    .split(/[:;(.]/, 1)[0]!
    .replace(/[^\p{L}\p{N} ,/-]/gu, '')
    .trim();
}
