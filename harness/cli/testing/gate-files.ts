import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { expect } from 'vitest';
import { GATE_FILES } from '../../../reports/gate/index.ts';
import {
  bencherProblems,
  junitProblems,
  openMetricsProblem,
} from '../../../reports/gate/testing/published-schemas.ts';
import { Gate } from '../../model/gate.ts';

/** Reads the gate in a folder; the test fails unless its files are all there, each as its readers publish, and of this gate. */
export async function gateIn(reports: string): Promise<Gate> {
  const text = (name: string) => readFile(join(reports, name), 'utf8');
  expect((await readdir(reports)).toSorted()).toEqual([...Object.values(GATE_FILES), 'gate.json'].toSorted());
  const gate = JSON.parse(await text('gate.json')) as Gate;
  expect([...Compile(Gate).Errors(gate)]).toEqual([]);
  expect(await junitProblems(await text(GATE_FILES.junit))).toEqual([]);
  expect((await text(GATE_FILES.junit)).match(/<testcase /g)).toHaveLength(gate.checks.length);
  expect(openMetricsProblem(await text(GATE_FILES.openMetrics))).toBeNull();
  expect(bencherProblems(await text(GATE_FILES.bencher))).toEqual([]);
  const names = [GATE_FILES.smallerIsBetter, GATE_FILES.biggerIsBetter];
  const entries = await Promise.all(names.map(async (name) => JSON.parse(await text(name)) as object[]));
  expect(entries.flat()).toHaveLength(gate.checks.filter(({ value }) => value !== null).length);
  for (const entry of entries.flat())
    expect(entry).toMatchObject({
      name: expect.any(String),
      unit: expect.any(String),
      value: expect.any(Number),
    });
  expect(JSON.parse(await text(GATE_FILES.loadPerformance))).toMatchObject({
    metrics: { checks: { passes: gate.load!.correct, fails: gate.load!.failed } },
  });
  expect(await text(GATE_FILES.markdown)).toContain('<summary>How this was measured</summary>');
  expect(await text(GATE_FILES.annotations)).toMatch(
    /^(::(error|warning|notice) title=Gate[^\n]*::[^\n]+\n)+$/,
  );
  return gate;
}
