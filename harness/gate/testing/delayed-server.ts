import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SOURCE = `
import { createServer } from 'node:http';
const [port, delayMs, last] = process.argv.slice(2).map(Number);
let count = 0;
createServer((request, response) => {
  const number = ++count;
  const status = request.url === '/flaky' && number % 4 === 0 ? 500 : 200;
  const answer = () => response.writeHead(status).end('right', () => number === last && process.exit(3));
  setTimeout(answer, delayMs);
}).listen(port, '127.0.0.1');
`;

/**
 * Writes a server, and returns the line of shell that starts it: it answers everything after a delay, every fourth request to /flaky with 500, and
 * ends after so many requests if that is wanted.
 */
export async function delayedServer(
  folder: string,
): Promise<(port: number, delayMs: number, lastRequest?: number) => string> {
  const file = join(folder, 'server.mjs');
  await writeFile(file, SOURCE);
  return (port, delayMs, lastRequest = 0) =>
    `'${process.execPath}' '${file}' ${port} ${delayMs} ${lastRequest}`;
}
