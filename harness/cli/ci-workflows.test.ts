import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { GATE_FILES } from '../../reports/gate/index.ts';
import { gateCommand } from './commands/gate.ts';
import { trendCommand } from './commands/trend.ts';
import type { Shell } from './shell.ts';

/* The workflows and the commands of docs/ci.md, against the command line as it is. */

const PAGE = readFileSync(new URL('../../docs/ci.md', import.meta.url), 'utf8');
const WORKFLOWS = [...PAGE.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => text!);
const COMMANDS = [...PAGE.matchAll(/npx proofload [^\n`]*/g)].map(([line]) => line);
const KNOWN = { gate: gateCommand({} as Shell), trend: trendCommand({} as Shell) };

it('are there', () => {
  expect(WORKFLOWS).toHaveLength(2);
  expect(COMMANDS.length).toBeGreaterThan(5);
});

it.each(COMMANDS)('%s has only options that exist', (line) => {
  const [, , name, ...words] = line.split(' ');
  const command = KNOWN[name as keyof typeof KNOWN];
  const known = command.options.map(({ long }) => long);
  const used = words.flatMap((word) => /^--[\w-]+/.exec(word)?.[0] ?? []);
  expect(used.filter((option) => !known.includes(option))).toEqual([]);
});

describe.each(WORKFLOWS)('a workflow', (text) => {
  it('is YAML, gates base against head, and keeps files that a gate writes', () => {
    expect(parse(text)).toBeTypeOf('object');
    expect(text).toMatch(/npx proofload gate .*--base .*--head .*--reports gate\n/);
    const named = [...text.matchAll(/\bgate\/([\w.-]+)/g)].map(([, file]) => file);
    expect(named.length).toBeGreaterThan(0);
    for (const file of named) expect(Object.values(GATE_FILES)).toContain(file);
  });

  it('lets no text of a pull request become part of a command', () => {
    const steps = JSON.stringify(parse(text), (key, value) =>
      key === 'env' || key === 'variables' || key === 'key' ? null : value,
    );
    expect(steps).not.toMatch(/"run":"[^"]*\$\{\{/);
  });
});
