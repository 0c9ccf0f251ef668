/** Reads a line of COPY text as PostgreSQL's documentation describes it, independently of how we write it. */
export function readCopyLine(line: string): (string | null)[] {
  if (!line.endsWith('\n')) throw new Error('a line without its end');
  const body = line.slice(0, -1);
  if (body.includes('\n') || body.includes('\r')) throw new Error('a bare line end inside a line');
  const meanings: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
  return body
    .split('\t')
    .map((field) =>
      field === '\\N' ? null : field.replace(/\\(.)/gsu, (_, escaped) => meanings[escaped] ?? escaped),
    );
}
