import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SOURCE = `
import { createServer } from 'node:http';
const [port, delayMs] = process.argv.slice(2).map(Number);
createServer((_, response) => setTimeout(() => response.end('right'), delayMs)).listen(port, '127.0.0.1');
`;

/** Writes a server, and returns the line of shell that starts it: it answers everything after a delay. */
export async function delayedServer(folder: string): Promise<(port: number, delayMs: number) => string> {
  const file = join(folder, 'server.mjs');
  await writeFile(file, SOURCE);
  return (port, delayMs) => `'${process.execPath}' '${file}' ${port} ${delayMs}`;
}
