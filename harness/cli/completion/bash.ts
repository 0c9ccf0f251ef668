import type { CommandWords, Words } from './words.ts';

/** A completion script for bash: commands first, then the values of the command, or its options after a hyphen; files where nothing fits. */
export function bashCompletion({ program, commands }: Words): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# bash completion of ${program}
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word
  COMPREPLY=()
  case $previous in
    ${flagsWithValue(commands).join('|')}) return ;;
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${names.replaceAll(' ', '|')}) command=$word; break ;;
    esac
  done
  local values='${names}' flags='--help --version'
  case $command in
${commands.map(caseOf).join('\n')}
  esac
  [[ $current == -* ]] && values=$flags
  COMPREPLY=($(compgen -W "$values" -- "$current"))
}
complete -o default -F _${program} ${program}
`;
}

function caseOf({ name, options, values }: CommandWords): string {
  const flags = options.map(({ flag }) => flag).join(' ');
  return `    ${name}) values='${values.join(' ')}' flags='${flags}' ;;`;
}

function flagsWithValue(commands: readonly CommandWords[]): string[] {
  const options = commands.flatMap((command) => command.options);
  return [...new Set(options.filter(({ takes }) => takes !== 'nothing').map(({ flag }) => flag))];
}
