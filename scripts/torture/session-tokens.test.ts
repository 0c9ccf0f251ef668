import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newSessionToken } from '../../reference-server/core/session-token.ts';
import { filesWithTokens, tokensIn } from './session-tokens.ts';

const [ONE, OTHER] = [newSessionToken(), newSessionToken()];
const WORLD = {
  readers: [['r-1', ONE, 0]],
  keepers: [{ id: 'k-1', token: OTHER }],
  examples: [{ token: ONE }],
};

let runs: string;
let k6: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'torture-tokens-'));
  k6 = join(runs, 'run-1', 'k6');
  await mkdir(k6, { recursive: true });
});
afterEach(() => rm(runs, { recursive: true }));

it('reads all tokens from the world file, and none when it is missing or half written', async () => {
  expect(tokensIn(join(k6, 'world.json'))).toEqual([]);
  await writeFile(join(k6, 'world.json'), JSON.stringify(WORLD).slice(0, -9));
  expect(tokensIn(join(k6, 'world.json'))).toEqual([]);
  await writeFile(join(k6, 'world.json'), JSON.stringify(WORLD));
  expect(tokensIn(join(k6, 'world.json'))).toEqual([ONE, OTHER]);
});

it('finds the world file, and any file that holds a token', async () => {
  await writeFile(join(k6, 'open-k6.log'), `GET /readers/r-1 Bearer ${ONE}\n`);
  await writeFile(join(k6, 'acks-open-k6.ndjson'), '{"kind":"join","subject":"s-1","object":"c-1"}\n');
  const tokens = [ONE, OTHER];
  expect(await filesWithTokens(runs, tokens)).toEqual(['run-1/k6/open-k6.log']);
  await writeFile(join(k6, 'world.json'), '{');
  expect((await filesWithTokens(runs, [])).toSorted()).toEqual(['run-1/k6/world.json']);
});
