import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { User } from '../tool.ts';

/*
 * The reference server, for tools that cannot send a token of its own with each request: `node server.ts <users.json>`. A request without
 * one gets the token of the user in its path before the server sees it. Everything else stays as it is.
 */

const [usersFile] = process.argv.slice(2) as [string];
const users = JSON.parse(readFileSync(usersFile, 'utf8')) as User[];
const tokens = new Map(users);

subscribe('http.server.request.start', (message) => {
  const { headers, url } = (message as { request: IncomingMessage }).request;
  if (headers.authorization !== undefined) return;
  const token = tokens.get(url?.split('/')[2] ?? '');
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
});

await import('../../../reference-server/server.ts');
