import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import { delayedServer } from '../gate/testing/delayed-server.ts';
import type { ChangeBound } from '../model/budget.ts';
import { EXIT } from '../model/errors.ts';
import type { Gate } from '../model/gate.ts';
import type { GateNoise } from '../model/gate-noise.ts';
import { findFreePorts } from '../system/supervision/ports.ts';
import { gateIn } from './testing/gate-files.ts';
import { printedObject } from './testing/printed.ts';
import { expectOneSentence, proofload } from './testing/whole-command.ts';

/* Two versions of a real server in turns. What else a gate does is in gate.int.test.ts. */

const SERVICE_TIME_MS = 20;

let folder: string;
let config: string;
let serve: (delayMs: number) => string;

beforeAll(() => provision({ need: ['k6'], env: process.env, log: console.error }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-gate-turns-'));
  const [port] = await findFreePorts(1);
  const serverOn = await delayedServer(folder);
  serve = (delayMs) => serverOn(port!, delayMs);
  config = join(folder, 'proofload.config.ts');
  await writeFile(
    config,
    `export default {
      name: 'Shop', url: 'http://127.0.0.1:${port}', targets: [{ p95Ms: 1000 }],
      load: { ratePerSec: 40, warmUpMs: 1000 },
      routes: { home: { method: 'GET', path: '/', checks: [{ body: 'length', atLeast: 1 }] } },
    };`,
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function budgetOf(error: ChangeBound): Promise<string> {
  const file = join(folder, 'budget.json');
  const changes = [{ id: 'p95', measure: 'responseTimeP95Ms', error }];
  await writeFile(file, JSON.stringify({ schemaVersion: 1, changes }));
  return file;
}

const gate = (...options: string[]) =>
  proofload(['gate', '--config', config, '--duration', '2s', '--out', join(folder, 'runs'), ...options]);
const headOf = (delayMs: number) => ['--base', serve(SERVICE_TIME_MS), '--head', serve(delayMs)];

it('equal pairs show the noise floor of this machine, and a bound below it is refused', async () => {
  const { code, stdout, stderr } = await gate('--calibrate', '--head', serve(SERVICE_TIME_MS));
  expect(code, stderr).toBe(EXIT.pass);
  expect(stdout).toMatch(/p95 \(p95 response time\): pairs of equal runs differ by [\d.]+% \(\d pairs\)/);
  expect(stdout).toMatch(
    /smallest bound, by pairs: [\d.]+% with 4, [\d.]+% with 6, [\d.]+% with 8, [\d.]+% with 12/,
  );
  const file = join(folder, 'runs', 'gate-noise.json');
  const { figures } = JSON.parse(await readFile(file, 'utf8')) as GateNoise;
  const { floor } = figures.find(({ id }) => id === 'p95')!.floors.find(({ pairs }) => pairs === 4)!;
  expect(floor).toBeGreaterThan(0);
  const budget = await budgetOf({ relative: floor / 2 });
  const refused = await gate(...headOf(SERVICE_TIME_MS), '--budget', budget);
  expectOneSentence(
    refused,
    'BOUND_BELOW_NOISE',
    /The bound of "p95" is below the noise floor of this machine/,
  );
  expect(refused.code).toBe(EXIT.usage);
});

it('an equal version passes', async () => {
  const reports = join(folder, 'equal');
  const { code, stdout } = await gate(...headOf(SERVICE_TIME_MS), '--reports', reports);
  expect(code, stdout).toBe(EXIT.pass);
  expect(stdout).toContain('No regression in 3 figures.');
  const judged = await gateIn(reports);
  expect(judged.checks.map(({ id, status }) => [id, status])).toEqual([
    ['p95', 'pass'],
    ['correct', 'pass'],
    ['goodput', 'pass'],
  ]);
  expect(judged.notes.join()).toContain('The noise of this machine has not been measured');
});

it('a version that takes 20% longer fails', async () => {
  const reports = join(folder, 'slower');
  const budget = await budgetOf({ relative: 0.1, absolute: 1 });
  const { code, stdout } = await gate(
    ...headOf(1.2 * SERVICE_TIME_MS),
    ...['--budget', budget, '--reports', reports, '--json'],
  );
  expect(code, stdout).toBe(EXIT.fail);
  const { gate: judged } = printedObject(stdout) as unknown as { gate: Gate };
  expect(await gateIn(reports)).toEqual(judged);
  const [p95] = judged.checks;
  expect(p95).toMatchObject({ id: 'p95', status: 'fail', change: { base: expect.any(Number) } });
  expect(p95!.reason).toMatch(
    /longer p95 response time than base .* That is a regression: the limit is 10% and 1 ms\./,
  );
  expect(p95!.change!.ratioEstimate).toBeCloseTo(1.2, 1);
  expect(p95!.change!.ratio!.low).toBeGreaterThan(1);
  expect(judged.runs).toHaveLength(16);
  expect(judged.notes.join()).toContain('everything was measured once more');
});
