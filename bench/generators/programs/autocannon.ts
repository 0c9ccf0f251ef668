import { readFile, writeFile } from 'node:fs/promises';
import autocannon from 'autocannon';
import { pathOf, type User } from '../tool.ts';

/*
 * autocannon as a process of its own: `node autocannon.ts <settings.json> <result.json>`. The users are divided among the connections,
 * because autocannon prepares every request of every connection beforehand.
 */

export type AutocannonSettings = {
  url: string;
  connections: number;
  durationSec: number;
  /** null: as fast as possible */
  ratePerSec: number | null;
  users: readonly User[];
};

const [settingsFile, resultFile] = process.argv.slice(2) as [string, string];
const { url, connections, durationSec, ratePerSec, users } = JSON.parse(
  await readFile(settingsFile, 'utf8'),
) as AutocannonSettings;

let connection = 0;
let wrong = 0;
const result = await autocannon({
  url,
  connections,
  duration: durationSec,
  ...(ratePerSec !== null && { overallRate: ratePerSec }),
  setupClient(client) {
    const own = users.filter((_user, index) => index % connections === connection);
    connection++;
    client.setRequests(
      own.map((user) => ({
        method: 'GET',
        path: pathOf(user),
        headers: { authorization: `Bearer ${user[1]}` },
        onResponse(status, body) {
          if (status !== 200 || JSON.parse(body).studentId !== user[0]) wrong++;
        },
      })),
    );
  },
});
await writeFile(resultFile, JSON.stringify({ ...result, wrong }));
