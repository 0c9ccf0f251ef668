import { describe, expect, it } from 'vitest';
import type { Gate } from '../../harness/model/gate.ts';
import { GATES } from '../testdata/gates.ts';
import { expectGolden } from '../testdata/golden.ts';
import { GATE_FILES, renderGate } from './index.ts';
import { bencherProblems, junitProblems, openMetricsProblem } from './testing/published-schemas.ts';

const NAMES = ['budget', 'regression', 'empty'] as const;

/** Everything that means something to a reader of one of the formats. */
const HOSTILE =
  '"\'></script><script>alert(1)</script>]]>--><!-- <img src=x onerror=alert(2)>|`*_[x](javascript:alert(3))\n::error::owned\r\n##[error]owned\n# TYPE x\n\u001b[31mred\u001b]8;;http://x\u0007\u0000\u202Etxt\u2028,:%0A@team &amp; \uD800';

const everywhere = (text: string): Gate => ({
  ...GATES.regression,
  title: text,
  headline: text,
  notes: [text, text],
  runFolders: [text],
  checks: [...GATES.regression.checks, ...GATES.budget.checks].flatMap((check) => [
    { ...check, id: text, statement: text, reason: text, unit: text },
    { ...check, id: text, statement: text, reason: text, unit: text },
  ]),
  provenance: {
    ...GATES.regression.provenance,
    commit: text,
    machine: { ...GATES.regression.provenance.machine, cpuModel: text },
  },
});

const LONG = { name: 'hostile', gate: everywhere(HOSTILE) };
const TEN_KB = { name: '10 KB', gate: everywhere('x]]>\n::error::'.repeat(750)) };

describe('renderGate', () => {
  it.each(NAMES)('draws the %s gate as its goldens', (name) => {
    for (const [file, text] of Object.entries(renderGate(GATES[name])))
      expectGolden(`gate/${name}.${file}`, text);
  });

  it.each([...NAMES.map((name) => ({ name, gate: GATES[name] })), LONG, TEN_KB])(
    'writes files that other programs accept: $name',
    async ({ gate }) => {
      const files = renderGate(gate);
      expect(await junitProblems(files[GATE_FILES.junit]!)).toEqual([]);
      expect(openMetricsProblem(files[GATE_FILES.openMetrics]!)).toBeNull();
      expect(bencherProblems(files[GATE_FILES.bencher]!)).toEqual([]);
      for (const file of [GATE_FILES.smallerIsBetter, GATE_FILES.biggerIsBetter])
        for (const entry of JSON.parse(files[file]!) as object[])
          expect(entry).toMatchObject({
            name: expect.any(String),
            unit: expect.any(String),
            value: expect.any(Number),
          });
    },
  );

  it('never lets a text end its line, begin a command or markup, move a cursor or turn the direction', () => {
    const { gate } = LONG;
    const files = renderGate(gate);
    for (const text of Object.values(files)) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this looks for
      expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2028\u2029]/);
      expect(text.isWellFormed()).toBe(true);
    }
    const annotations = files[GATE_FILES.annotations]!.trimEnd().split('\n');
    for (const line of annotations) {
      expect(line).toMatch(/^::(error|warning|notice) title=Gate[^:,]*::[^\n]*$/);
      expect(line).not.toContain('##[');
    }
    expect(files[GATE_FILES.junit]).not.toMatch(/<script|<img|\]\]>|<!--/);
    expect(files[GATE_FILES.markdown]).not.toMatch(/<(script|img)|(?<!\\)\[x|(?<!&#64;)@team/);
  });

  it('keeps test names unique, and their suite in the class', () => {
    const junit = renderGate(LONG.gate)[GATE_FILES.junit]!;
    const names = [...junit.matchAll(/<testcase classname="([^"]*)" name="([^"]*)" time="\d+\.\d{3}"/g)];
    expect(names).toHaveLength(LONG.gate.checks.length);
    expect(new Set(names.map(([, , name]) => name)).size).toBe(names.length);
    expect(renderGate(GATES.budget)[GATE_FILES.junit]).toContain('classname="proofload.gate of Shop"');
  });

  it('gives the reason of every test in system-out too', () => {
    const junit = renderGate(GATES.budget)[GATE_FILES.junit]!;
    expect(junit).toMatch(
      /<skipped message="Nothing measured[^>]*>[^<]*<\/skipped>\s*<system-out>Nothing measured/,
    );
    expect(junit.match(/<system-out>/g)).toHaveLength(GATES.budget.checks.length);
  });

  it('stays within what its readers take', () => {
    const files = renderGate(TEN_KB.gate);
    expect(files[GATE_FILES.markdown]!.length).toBeLessThan(65_536);
    for (const line of files[GATE_FILES.annotations]!.split('\n')) expect(line.length).toBeLessThan(4096);
    const benchmarks = Object.entries(JSON.parse(files[GATE_FILES.bencher]!) as Record<string, object>);
    for (const [name, measures] of benchmarks) {
      expect(name.length).toBeLessThanOrEqual(1024);
      for (const measure of Object.keys(measures)) expect(measure.length).toBeLessThanOrEqual(64);
    }
    const many: Gate = {
      ...GATES.regression,
      checks: Array.from({ length: 500 }, () => TEN_KB.gate.checks[0]!),
    };
    const ofMany = renderGate(many);
    expect(ofMany[GATE_FILES.markdown]!.length).toBeLessThan(65_536);
    expect(ofMany[GATE_FILES.annotations]!.match(/^::error/gm)).toHaveLength(10);
  });

  it('has the fields that GitLab reads, and leaves out what was not measured', () => {
    const of = (gate: Gate) => JSON.parse(renderGate(gate)[GATE_FILES.loadPerformance]!) as object;
    expect(of(GATES.budget)).toEqual({
      metrics: {
        checks: { passes: 37_696, fails: 304 },
        http_reqs: { rate: 500.2 },
        http_req_waiting: { 'p(90)': 15.1, 'p(95)': 18.2 },
      },
    });
    expect(of(GATES.empty)).toEqual({ metrics: {} });
  });
});
