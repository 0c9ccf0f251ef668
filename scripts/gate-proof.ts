/*
 * Real gates on this machine, by the command line as CI calls it: equal versions of a small server, which must not fail, and a head that takes 20%
 * longer, which must. Prints the table of docs/methods.md, "The gate", and ends with 1 if one of them was wrong. Other work on the machine
 * makes gates inconclusive.
 *
 *     node scripts/gate-proof.ts [equal gates, 5]        # about twelve minutes
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { delayedServer } from '../harness/gate/testing/delayed-server.ts';
import type { Gate } from '../harness/model/gate.ts';
import { findFreePorts } from '../harness/system/supervision/ports.ts';
import { changeInWords, GATE_WORDS } from '../reports/gate/words.ts';

const MAIN = join(import.meta.dirname, '../harness/cli/main.ts');
const SERVICE_TIME_MS = 20;
const PLANTED = 1.2;

const equalGates = Number(process.argv[2] ?? 5);
const folder = await mkdtemp(join(tmpdir(), 'proofload-gate-proof-'));
try {
  const serve = await delayedServer(folder);
  const kinds = [
    ...Array.from({ length: equalGates }, (_, i) => ({ name: `equal, ${i + 1}`, factor: 1 })),
    { name: '20% longer', factor: PLANTED },
  ];
  printRow(['head', 'decision', 'runs', 'p95 response time', 'correct responses', 'goodput']);
  printRow(Array.from({ length: 6 }, () => '---'));
  for (const [number, { name, factor }] of kinds.entries()) {
    const [port] = await findFreePorts(1);
    const gate = await measured(
      number,
      port!,
      serve(port!, SERVICE_TIME_MS),
      serve(port!, factor * SERVICE_TIME_MS),
    );
    printRow([name, GATE_WORDS[gate.status], gate.runFolders.length, ...gate.checks.map(changeOf)]);
    if ((gate.status === 'fail') !== factor > 1) process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measured(number: number, port: number, base: string, head: string): Promise<Gate> {
  const load = ['--url', `http://127.0.0.1:${port}/`, '--rate', '50', '--quick', '--duration', '5s'];
  const place = ['--out', join(folder, 'runs'), '--seed', String(number + 1)];
  const args = [MAIN, 'gate', ...load, ...place, '--base', base, '--head', head, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const printed = JSON.parse(await text(child.stdout)) as { gate?: Gate; error?: { message: string } };
  if (printed.gate) return printed.gate;
  throw new Error(`The gate ended with an error: ${printed.error?.message}`);
}

function changeOf({ change, unit, reason }: Gate['checks'][number]): string {
  return (change && changeInWords(change, unit)) ?? reason;
}

function printRow(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
