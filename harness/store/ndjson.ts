import { type FileHandle, open } from 'node:fs/promises';
import { systemErrorCode, whyUnreadable, writingTo } from './disk.ts';
import { completeLines } from './lines.ts';
import { FIRST_VERSION, migrate } from './migrate.ts';
import { parseJson, unreadable, type Validate } from './validation.ts';

/** Writes a header line and then one line for each item. Awaiting `write` slows the writer down to the speed of the disk. */
export class NdjsonWriter<Line> {
  readonly #file: string;
  readonly #handle: FileHandle;

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  /** @throws ProofloadError DISK_FULL */
  static create<Line>(file: string, header: object): Promise<NdjsonWriter<Line>> {
    return writingTo(file, async () => {
      const handle = await open(file, 'w');
      try {
        await handle.appendFile(`${JSON.stringify(header)}\n`);
      } catch (error) {
        await handle.close();
        throw error;
      }
      return new NdjsonWriter<Line>(file, handle);
    });
  }

  /**
   * Must not be called again before the promise has settled.
   * @throws ProofloadError DISK_FULL
   */
  async write(...lines: Line[]): Promise<void> {
    if (lines.length === 0) return;
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await writingTo(this.#file, () => this.#handle.appendFile(text));
  }

  async close(): Promise<void> {
    await writingTo(this.#file, () => this.#handle.close());
  }
}

export type Ndjson<Header, Line> = { header: Header; lines: AsyncIterable<Line> };

/**
 * Reads the header now and the lines on demand, in constant memory. A last line without its newline was left by a killed writer,
 * so it is skipped. `lines` can be iterated once; that closes the file, even if the loop ends early.
 * @throws ProofloadError RUN_UNREADABLE, with file and line number, here or from `lines`
 */
export async function readNdjson<Header, Line>(
  file: string,
  validateHeader: Validate<Header>,
  validateLine: Validate<Line>,
): Promise<Ndjson<Header, Line>> {
  const texts = linesOf(file);
  try {
    const first = await texts.next();
    if (first.done) throw unreadable(`${file}:1`, 'it has no header');
    const document = migrate(parseJson(first.value, `${file}:1`), `${file}:1`, FIRST_VERSION);
    return {
      header: validateHeader(document, `${file}:1`),
      lines: validatedLines(texts, file, validateLine),
    };
  } catch (error) {
    await texts.return(undefined);
    throw error;
  }
}

async function* validatedLines<Line>(
  texts: AsyncGenerator<string>,
  file: string,
  validate: Validate<Line>,
): AsyncGenerator<Line> {
  let lineNumber = 1;
  for await (const text of texts) {
    lineNumber++;
    const where = `${file}:${lineNumber}`;
    yield validate(parseJson(text, where), where);
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    for await (const lines of completeLines(file)) yield* lines;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    throw unreadable(file, whyUnreadable(error), error);
  }
}
