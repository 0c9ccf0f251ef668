import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import { EXIT } from '../model/errors.ts';
import type { Gate } from '../model/gate.ts';
import { gateIn } from './testing/gate-files.ts';
import { type GateTurns, prepareGateTurns } from './testing/gate-turns.ts';
import { printedObject } from './testing/printed.ts';

/* Two versions of a real server in turns, told apart. What does not depend on how busy the machine is, is in gate.int.test.ts and gate-noise.int.test.ts. */

let turns: GateTurns;

beforeAll(() => provision({ need: ['k6'], env: process.env, log: console.error }));
beforeEach(async () => {
  turns = await prepareGateTurns();
});
afterEach(() => turns.end());

const gateOf = (times: number, ...options: string[]) =>
  turns.gate(2, '--base', turns.serve(), '--head', turns.serve(times), ...options);

it('an equal version passes', async () => {
  const reports = join(turns.folder, 'equal');
  const { code, stdout } = await gateOf(1, '--reports', reports);
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
  const reports = join(turns.folder, 'slower');
  const budget = await turns.budgetOf({ relative: 0.1, absolute: 1 });
  const { code, stdout } = await gateOf(1.2, '--budget', budget, '--reports', reports, '--json');
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
  expect(judged.runFolders).toHaveLength(16);
  expect(judged.notes.join()).toContain('everything was measured once more');
});
