import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesWithTokens, tokensIn } from './session-tokens.ts';

const WORLD = { students: [['s-1', 'token-of-a-student', 0]], lecturers: [['l-1', 'token-of-a-lecturer']] };

let runs: string;
let k6: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'torture-tokens-'));
  k6 = join(runs, 'run-1', 'k6');
  await mkdir(k6, { recursive: true });
});
afterEach(() => rm(runs, { recursive: true }));

it('reads the tokens of everyone while their file is there, and not when it is half written', async () => {
  expect(tokensIn(join(k6, 'world.json'))).toEqual([]);
  await writeFile(join(k6, 'world.json'), JSON.stringify(WORLD).slice(0, -9));
  expect(tokensIn(join(k6, 'world.json'))).toEqual([]);
  await writeFile(join(k6, 'world.json'), JSON.stringify(WORLD));
  expect(tokensIn(join(k6, 'world.json'))).toEqual(['token-of-a-student', 'token-of-a-lecturer']);
});

it('finds the file of all tokens, and any file that holds one', async () => {
  await writeFile(join(k6, 'open-k6.log'), 'GET /students/s-1 Bearer token-of-a-student\n');
  await writeFile(join(k6, 'acks-open-k6.ndjson'), '{"kind":"join","subject":"s-1","object":"c-1"}\n');
  const tokens = ['token-of-a-student', 'token-of-a-lecturer'];
  expect(await filesWithTokens(runs, tokens)).toEqual(['run-1/k6/open-k6.log']);
  await writeFile(join(k6, 'world.json'), '{');
  expect((await filesWithTokens(runs, [])).toSorted()).toEqual(['run-1/k6/world.json']);
});
