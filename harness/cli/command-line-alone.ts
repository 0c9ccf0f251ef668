import type { Command } from 'commander';

/** The command line that does the work of a command for one name, of all that it was given, with the same options. */
export function commandLineAlone(command: Command, name: string): string[] {
  const options = command.options.flatMap((option) => {
    const key = option.attributeName();
    const flag = option.long ?? option.flags;
    if (flag === '--all' || command.getOptionValueSource(key) !== 'cli') return [];
    const value: unknown = command.getOptionValue(key);
    return value === true ? [flag] : [flag, ...[value].flat().map(String)];
  });
  return [command.name(), name, ...options];
}
