import { WriteStream } from 'node:tty';
import { printableJson, printableLines } from './printable.mjs';

/** Standard output or standard error, for everything that a program prints. It never throws, even if the other end is gone. */
export type Output = {
  /** Writes text whose control characters the terminal shows but does not execute. */
  write(text: string): void;
  /** Writes text with colours, or a line to redraw. Text from outside must be made `printable` first. */
  draw(text: string): void;
  /** Writes a line of JSON, for programs. */
  writeJson(value: unknown): void;
  /** whether a line can be redrawn */
  readonly canRedraw: boolean;
  readonly hasColours: boolean;
  readonly columns: number;
  readonly rows: number;
};

/** An output that reports what went wrong with it. */
export type GuardedOutput = Output & {
  /** Resolves when everything written has been sent, with the error that lost the rest; null if nothing was lost. */
  settled(): Promise<NodeJS.ErrnoException | null>;
};

const ESCAPE = '\u001b';
/** The colours of `painter`, and the sequences that redraw a line and the lines below it. */
const OWN_SEQUENCES = new RegExp(`(${ESCAPE}\\[\\d{1,2}m|\\r${ESCAPE}\\[K|${ESCAPE}\\[\\d{1,3}A\\r)`);
const USUAL_COLUMNS = 100;
const USUAL_ROWS = 24;

/**
 * Guards a stream: what is written to a broken one (its reader has gone, its disk is full) is dropped, without ending the program.
 * @param env may ask for colours, or for none: FORCE_COLOR, NO_COLOR, TERM
 */
export function guardOutput(
  stream: NodeJS.WriteStream,
  env: Readonly<Record<string, string | undefined>>,
): GuardedOutput {
  const isTerminal = stream.isTTY === true;
  let broken: NodeJS.ErrnoException | null = null;
  let isWritten = Promise.resolve();
  stream.on('error', (error) => {
    broken ??= error;
  });
  const send = (text: string) => {
    if (broken) return;
    isWritten = new Promise((resolve) => {
      stream.write(text, (error) => {
        broken ??= error ?? null;
        resolve();
      });
    });
  };
  return {
    write: (text) => send(printableLines(text)),
    draw: (text) => send(drawable(text)),
    writeJson: (value) => send(`${printableJson(value)}\n`),
    canRedraw: isTerminal && env.TERM !== 'dumb',
    hasColours: hasColours(isTerminal, env),
    get columns() {
      return stream.columns || USUAL_COLUMNS;
    },
    get rows() {
      return stream.rows || USUAL_ROWS;
    },
    async settled() {
      await isWritten;
      return broken;
    },
  };
}

/** Lets our own escape sequences through, but no other control characters. */
function drawable(text: string): string {
  return text
    .split(OWN_SEQUENCES)
    .map((piece, index) => (index % 2 === 1 ? piece : printableLines(piece)))
    .join('');
}

/** Follows Node, which checks FORCE_COLOR first; without a terminal, only that variable turns colours on. */
export function hasColours(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (!isTerminal && env.FORCE_COLOR === undefined) return false;
  return WriteStream.prototype.getColorDepth(env) > 1;
}
