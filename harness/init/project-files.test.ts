import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../model/plan.ts';
import type { SystemConfig } from '../model/system-config.ts';
import { loadConfig } from '../own/load-config.ts';
import { checkedConfig } from '../own/read-config.ts';
import { readPlan } from '../project/plan/read-plan.ts';
import { codeOf } from './code-text.ts';
import { projectFiles } from './project-files.ts';

/** Sets a mark when any of it is evaluated. */
const MARK = 'globalThis.wasEvaluated = true';
const HOSTILE: Record<string, string> = {
  markup: `<script>${MARK}</script>`,
  backticks: `\`\${${MARK}}\``,
  'the end of a text': `'; ${MARK}; '`,
  'the end of a text, escaped': `\\'; ${MARK}; //`,
  'double quotes': `"; ${MARK}; "\\`,
  'the end of a comment': `*/ ${MARK} /*`,
  'the end of a call': `'}); ${MARK}; ({x:'`,
  'code as it is': `{[${MARK}]: 1}`,
  lines: `a\r\n${MARK}\n\u2028${MARK}\u2029${MARK}`,
  'another direction': `abc\u202e${MARK}\u2066`,
  'control characters': '\u0000\u001b[31m\u0007\ud800',
  'a variable': '$' + '{HOME} $' + '{SECRET_X}',
  'ten kilobytes': `x${' y'.repeat(5_120)}`,
  'the prototype': '__proto__',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-project-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
async function loaded(code: string): Promise<unknown> {
  const file = join(folder, `config-${count++}.ts`);
  await writeFile(file, code);
  return loadConfig(file, 'config.ts');
}

function projectWith(text: string) {
  const config: SystemConfig = {
    name: text,
    url: 'http://shop.test',
    hosts: ['shop.test'],
    targets: [{ p95Ms: 500, statement: text }],
    load: { ratePerSec: 20 },
    users: {
      file: text,
      logIn: {
        method: 'POST',
        path: text,
        headers: Object.fromEntries([[text, text]]),
        body: { json: Object.fromEntries([[text, text]]) },
        captures: { token: { after: text, before: text } },
      },
    },
    writes: true,
  };
  const plan: Plan = {
    schemaVersion: 1,
    operations: [
      {
        name: text,
        method: 'GET',
        path: `/${text.replaceAll('{', '{{')}`,
        weight: 1,
        values: { x: { list: [text] } },
      },
    ],
    leftOut: [{ kind: 'host', name: text, reason: text }],
  };
  return { config, plan, files: projectFiles({ config, plan, variables: ['SECRET_TOKEN'] }) };
}

describe.each(Object.entries(HOSTILE))('a source with %s', (_, text) => {
  const { config, plan, files } = projectWith(text);

  it('is data in the config, the same as it was', async () => {
    const read = checkedConfig(await loaded(files['proofload.config.ts']!), 'config.ts');
    expect(read).toEqual({ ...config, plan: 'plan.json', scenario: 'scenario.ts' });
    const { json } = [read.users!.logIn!].flat()[0]!.body as { json: object };
    expect(Object.keys(json)).toEqual([text]);
    expect(globalThis).not.toHaveProperty('wasEvaluated');
  });

  it('is data in the plan', () => {
    const { $schema: _schema, ...read } = readPlan(files['plan.json']!);
    expect(read).toEqual(plan);
  });

  it('misleads nobody who reads the files', () => {
    for (const content of Object.values(files))
      expect(content.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u);
  });

  it('changes no other file', () => {
    const plain = projectWith('Shop').files;
    for (const [name, content] of Object.entries(plain))
      if (!/^(proofload\.config\.ts|plan\.json)$/.test(name)) expect(files[name]).toBe(content);
  });
});

it('code of a value is short where it fits, and over lines where it does not', () => {
  expect(codeOf({ a: [1, true], 'b-c': 'it\'s "x"' })).toBe(`{ a: [1, true], 'b-c': 'it\\'s "x"' }`);
  expect(codeOf({ list: ['x'.repeat(60), 'y'.repeat(60)] })).toBe(
    `{\n  list: [\n    '${'x'.repeat(60)}',\n    '${'y'.repeat(60)}',\n  ],\n}`,
  );
});
