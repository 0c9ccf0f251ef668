import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { provision } from '../../scripts/provision/index.ts';
import { EXIT } from '../model/errors.ts';
import type { GateNoise } from '../model/gate-noise.ts';
import { type GateTurns, prepareGateTurns } from './testing/gate-turns.ts';
import { expectOneSentence } from './testing/whole-command.ts';

/* How much equal runs differ is not asserted, only that it is found out: a busy machine has more noise. */

/** As short as can be: that leaves more noise, which is what is measured. Goodput takes a whole second, so it is left out. */
const SECONDS = 1;
const ONLY = ['--only', 'p95', 'correct'];
/** Seventeen runs: on a busy machine they take minutes. */
const TIMEOUT = { timeout: 600_000 };

let turns: GateTurns;
beforeAll(async () => {
  await provision({ need: ['k6'], env: process.env, log: console.error });
  turns = await prepareGateTurns();
});
afterAll(() => turns?.end());

it('equal pairs show the noise floor of this machine, and a bound below it is refused', TIMEOUT, async () => {
  const { code, stdout, stderr } = await turns.gate(SECONDS, '--calibrate', ...ONLY, '--head', turns.serve());
  expect(code, stderr).toBe(EXIT.pass);
  expect(stdout).toMatch(/p95 \(p95 response time\): pairs of equal runs differ by [\d.,]+% \(\d pairs\)/);
  expect(stdout).toMatch(
    /smallest bound, by pairs: [\d.,]+% with 4, [\d.,]+% with 6, [\d.,]+% with 8, [\d.,]+% with 12/,
  );
  const { figures, fingerprint } = JSON.parse(
    await readFile(join(turns.runs, 'gate-noise.json'), 'utf8'),
  ) as GateNoise;
  expect(fingerprint.dataLabel).toBe('none');
  const { floor } = figures.find(({ id }) => id === 'p95')!.floors.find(({ pairs }) => pairs === 4)!;
  expect(floor).toBeGreaterThan(0);
  const versions = ['--base', turns.serve(), '--head', turns.serve()];
  const budget = await turns.budgetOf({ relative: floor / 2 });
  const refused = await turns.gate(SECONDS, ...versions, '--budget', budget);
  expectOneSentence(
    refused,
    'BOUND_BELOW_NOISE',
    /The bound of "p95" is below the noise floor of this machine/,
  );
  expect(refused.code).toBe(EXIT.usage);
});
