const LONGEST = 44;

/** A short name for a statement: the comment at its end, which servers put there, or its beginning. A short statement is its own name. */
export function statementName(statement: string): string {
  if (statement.length <= LONGEST) return statement;
  const [, comment] = /\/\*\s*([\w.:-]+)\s*\*\/\s*;?\s*$/.exec(statement) ?? [];
  return comment ?? `${[...statement].slice(0, LONGEST - 1).join('')}…`;
}
