import { PassThrough } from 'node:stream';
import { type GuardedOutput, guardOutput } from '../output.ts';

/** An output that keeps its text, as it would reach a terminal or, with `isTTY` false, a file. */
export function keptOutput(
  { isTTY = false, columns = 120, rows = 24 }: { isTTY?: boolean; columns?: number; rows?: number } = {},
  env: Record<string, string> = { TERM: 'xterm' },
): { output: GuardedOutput; text: () => string } {
  let text = '';
  const stream = new PassThrough({ encoding: 'utf8' }).on('data', (chunk: string) => {
    text += chunk;
  });
  const output = guardOutput(
    Object.assign(stream, { isTTY, columns, rows }) as unknown as NodeJS.WriteStream,
    env,
  );
  return { output, text: () => text };
}
