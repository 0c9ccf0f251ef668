import { open } from 'node:fs/promises';
import { isMissing, whyUnreadable } from '../../store/disk.ts';

const TAIL_BYTES = 8_192;

/** The last lines of a log file, oldest first. If they cannot be read, one that says so: explaining why a program died must not fail. */
export async function lastLogLines(logFile: string, count = 10): Promise<string[]> {
  try {
    await using file = await open(logFile, 'r');
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(TAIL_BYTES), position: start });
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    return lines.filter((line) => line.trim() !== '').slice(-count);
  } catch (error) {
    return isMissing(error) ? [] : [`(the log cannot be read: ${whyUnreadable(error)})`];
  }
}
