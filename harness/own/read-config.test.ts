import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configIn, readConfig } from './read-config.ts';

const CONFIG =
  "name: 'Shop', url: 'http://127.0.0.1:3000', targets: [{ p95Ms: 200 }], load: { ratePerSec: 5 }";
const ROUTES = "routes: { home: { method: 'GET', path: '/' } }";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-config-'));
  await writeFile(join(folder, 'users.csv'), 'email\na@x.test\n');
  await writeFile(join(folder, 'limits.ts'), 'export enum Limit { Slow = 300 }');
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
async function read(text: string) {
  const file = join(folder, `config-${count++}.ts`);
  await writeFile(file, text);
  return readConfig(file, 1);
}

const refusal = (text: string) =>
  read(text).then(
    () => 'it was accepted',
    ({ code, message }) => `${code}: ${message.replace(/^.* cannot be used: /, '')}`,
  );
const refusalOf = (fields: string) => refusal(`export default { ${CONFIG}, ${fields} };`);

describe('a config', () => {
  it('is TypeScript that may import what is next to it, and needs no installed package', async () => {
    const { config, users, scenarioFile } = await read(`
      import { defineSystem } from 'proofload';
      import { Limit } from './limits.ts';
      export default defineSystem({
        ${CONFIG}, ${ROUTES},
        users: { file: 'users.csv' },
        headers: { 'x-limit': String(Limit.Slow), 'x-folder': import.meta.dirname },
      });`);
    expect(config).toMatchObject({ name: 'Shop', headers: { 'x-limit': '300', 'x-folder': folder } });
    expect(users).toEqual([{ email: 'a@x.test' }]);
    expect(scenarioFile).toBeNull();
  });

  it('is found in a folder', async () => {
    expect(configIn(folder)).toBeNull();
    await writeFile(join(folder, 'proofload.config.ts'), 'export default {};');
    expect(configIn(folder)).toBe(join(folder, 'proofload.config.ts'));
  });

  it('that does not exist is told apart from one that is wrong', async () => {
    await expect(readConfig(join(folder, 'none.ts'), 1)).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
  });

  it('is a file, and not the folder that has it', async () => {
    await expect(readConfig(folder, 1)).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: expect.stringMatching(/ is a folder, not a config\.$/),
      hint: expect.stringMatching(/--config \S+\/proofload\.config\.ts$/),
    });
  });

  it('whose users are a folder says so', async () => {
    await expect(
      read(`export default { ${CONFIG}, ${ROUTES}, users: { file: '.' } };`),
    ).rejects.toMatchObject({
      code: 'USERS_UNUSABLE',
      message: expect.stringMatching(/: it is a folder, but a file is needed\.$/),
    });
  });

  it.each([
    [
      'export default defineSystem({',
      'CONFIG_INVALID: it does not compile: Expected identifier but found end of file in line 1 of config-',
    ],
    [
      "import 'nowhere'; export default {};",
      'CONFIG_INVALID: it does not compile: Could not resolve "nowhere"',
    ],
    [
      "throw new Error('no database'); export default {};",
      'CONFIG_INVALID: it threw an error (no database).',
    ],
    ['export const config = {};', 'CONFIG_INVALID: it has no default export.'],
    ['export default {};', 'CONFIG_INVALID: it has no "name".'],
  ])('%j is refused', async (text, reason) => expect(await refusal(text)).toContain(reason));

  it.each([
    ["colour: 'red'", 'it has an unknown field "colour"'],
    ['load: { rate: 5 }', '"load" has an unknown field "rate"'],
    ["load: { ratePerSec: 'many' }", '"load.ratePerSec" must be a number'],
    ["routes: { home: { method: 'LOOK', path: '/' } }", '"routes.home.method" must be one of "GET", "POST"'],
    ['targets: [{ p95Ms: -1 }]', '"targets[0].p95Ms" must be more than 0'],
    ["scenario: 'none.ts'", 'scenario names'],
    ["users: { file: 'none.csv' }", 'USERS_UNUSABLE'],
  ])('with %s is refused', async (fields, reason) => expect(await refusalOf(fields)).toContain(reason));
});

it('a plan says what is sent, in the words of a config', async () => {
  const operation = { name: 'home', method: 'GET', path: '/?page={page}', weight: 1 };
  const plan = { schemaVersion: 1, operations: [{ ...operation, values: { page: { list: [1, 2] } } }] };
  await writeFile(join(folder, 'plan.json'), JSON.stringify(plan));
  const { planned } = await read(`export default { ${CONFIG}, plan: 'plan.json' };`);
  expect(planned!.plan).toEqual(plan);
  expect(planned!.traffic.journeys).toEqual([{ name: 'home', weight: 1, steps: ['home'] }]);
  expect(Object.values(planned!.traffic.values!)).toEqual([[1, 2]]);
});
