import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, 'install-with-apt.sh');
const run = promisify(execFile);

/** Stands in for apt-get: notes its arguments and the service policy's answer; `install` fails while the package lists are missing. */
const FAKE_APT_GET = `#!/bin/sh
echo "$*" >> "$FOLDER/calls"
sh "$POLICY_FILE"; echo $? >> "$FOLDER/policy-answers"
if [ "$1" = install ] && [ -e "$FOLDER/lists-missing" ]; then exit 100; fi
[ "$1" = update ] && rm -f "$FOLDER/lists-missing"
exit 0
`;

let folder: string;
let policyFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofload-apt-'));
  policyFile = join(folder, 'policy-rc.d');
  await writeFile(join(folder, 'apt-get'), FAKE_APT_GET);
  await chmod(join(folder, 'apt-get'), 0o755);
});
afterEach(() => rm(folder, { recursive: true }));

const install = () =>
  run('sh', [SCRIPT, 'redis-server'], {
    env: { PATH: [folder, '/usr/bin', '/bin'].join(delimiter), FOLDER: folder, POLICY_FILE: policyFile },
  });
const lines = async (name: string) => (await readFile(join(folder, name), 'utf8')).trim().split('\n');

const FORBIDDEN = '101';

it('installs without upgrading or removing, and prevents services from starting meanwhile', async () => {
  await install();
  const [call = '', ...more] = await lines('calls');
  expect(call).toMatch(/^install -y --no-install-recommends --no-upgrade --no-remove .* redis-server$/);
  expect(more).toEqual([]);
  expect(await lines('policy-answers')).toEqual([FORBIDDEN]);
  expect(existsSync(policyFile)).toBe(false);
});

it('fetches the package lists when they are missing', async () => {
  await writeFile(join(folder, 'lists-missing'), '');
  await install();
  expect((await lines('calls')).map((call) => call.split(' ')[0])).toEqual(['install', 'update', 'install']);
});

it('keeps an existing policy of the administrator', async () => {
  await writeFile(policyFile, 'exit 104');
  await install();
  expect(await lines('policy-answers')).toEqual(['104']);
  expect(await readFile(policyFile, 'utf8')).toBe('exit 104');
});

it('leaves a policy behind that allows everything when it is killed', async () => {
  await writeFile(join(folder, 'apt-get'), '#!/bin/sh\nkill -9 $PPID\n');
  await expect(install()).rejects.toMatchObject({ signal: 'SIGKILL' });
  await expect(run('sh', [policyFile])).resolves.toBeDefined();
});
