import { join } from 'node:path';
import { findTool } from './find-tool.ts';
import { figure, type Tool } from './tool.ts';

const SCRIPT = join(import.meta.dirname, 'programs', 'locustfile.py');

/**
 * https://locust.io (`pipx install locust`), one process, with FastHttpUser. It has users and no arrivals: for a rate, each user is paced
 * to send its share and, if an answer is late, sends later. Percentiles are rounded to two digits.
 */
export const locust: Tool = {
  name: 'Locust',
  checks: 'status and a field',
  find: (env) =>
    findTool('locust', 'LOCUST_BIN', { args: ['--version'], pattern: /locust (\d+\.\d+\.\d+)/ }, env),
  commandFor(path, offer, { baseUrl, users, folder }) {
    const usersFile = join(folder, 'users.json');
    const prefix = join(folder, 'result');
    const count = String(offer.connections);
    return {
      command: path,
      args: [
        ...['--headless', '-f', SCRIPT, '--host', baseUrl],
        ...['-u', count, '-r', count, '-t', `${offer.durationSec}s`],
        ...['--csv', prefix, '--only-summary', '--exit-code-on-error', '0'],
      ],
      env: {
        USERS_FILE: usersFile,
        PYTHONDONTWRITEBYTECODE: '1', // next to our script
        RATE_PER_USER: offer.model === 'open' ? String(offer.ratePerSec / offer.connections) : '0',
      },
      files: { [usersFile]: JSON.stringify(users) },
      resultFile: `${prefix}_stats.csv`,
    };
  },
  parse(result) {
    const [header = [], ...rows] = result
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
    const total = rows.find((row) => row[header.indexOf('Name')] === 'Aggregated') ?? [];
    const cell = (column: string) => figure(Number(total[header.indexOf(column)]), column);
    return {
      requests: cell('Request Count'),
      failed: cell('Failure Count'),
      p95Ms: cell('95%'),
      p99Ms: cell('99%'),
    };
  },
};
