import type { CommandWords, OptionWords, Words } from './words.ts';

/** A completion script for zsh, with descriptions. */
export function zshCompletion({ program, commands }: Words): string {
  return `#compdef ${program}
_${program}() {
  local context state state_descr line
  local -a commands=(
${commands.map(({ name, description }) => `    '${name}:${description}'`).join('\n')}
  )
  _arguments -C '--help[display help for command]' '--version[output the version number]' '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      case $line[1] in
${commands.map((command) => `        ${command.name}) _arguments ${specs(command).join(' ')} ;;`).join('\n')}
      esac
      ;;
  esac
}
if [[ $funcstack[1] == _${program} ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

function specs({ options, values }: CommandWords): string[] {
  const rest = values.length === 0 ? "'*:file:_files'" : `'*:value:(${values.join(' ')})'`;
  return [...options.map(optionSpec), rest];
}

function optionSpec({ flag, description, takes }: OptionWords): string {
  const value = { nothing: '', path: ':path:_files', value: ':value: ' }[takes];
  return `'${flag}[${description}]${value}'`;
}
