import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** The build settings of set-up (scripts/provision/k6.ts), so that compiled packages are reused. */
const BUILD_ENV = { GOFLAGS: '-mod=readonly -trimpath -buildvcs=false', GOWORK: 'off', CGO_ENABLED: '0' };
const hasGo = await run('go', ['version']).then(
  () => true,
  () => false,
);

it.runIf(hasGo)("passes the k6 extension's Go tests", { timeout: 600_000 }, async () => {
  const options = { cwd: import.meta.dirname, env: { ...process.env, ...BUILD_ENV } };
  const { stdout } = await run('go', ['test', './...'], options).catch(
    (failure: { stdout: string; stderr: string }) => expect.fail(failure.stdout + failure.stderr),
  );
  expect(stdout).toMatch(/^ok\s+proofload\.dev\/k6\s/m);
  const { stdout: unformatted } = await run('gofmt', ['-l', '.'], options);
  expect(unformatted).toBe('');
});
