import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ProofloadError } from '../../model/errors.ts';
import { findFreePorts, findPortHolder, requireFreePort } from './ports.ts';

const open: Server[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listenOn(port: number): Promise<number> {
  const server = createServer();
  open.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('findFreePorts', () => {
  it('gives ports that differ and can be listened on', async () => {
    const ports = await findFreePorts(5);
    expect(new Set(ports).size).toBe(5);
    for (const port of ports) expect(await listenOn(port)).toBe(port);
  });

  it.runIf(process.platform === 'linux')('stays below the ports of outgoing connections', async () => {
    for (const port of await findFreePorts(20)) {
      expect(port).toBeGreaterThanOrEqual(10_000);
      expect(port).toBeLessThan(32_768);
    }
  });

  it('skips a port that is taken, and its own ones', async () => {
    const [taken] = await findFreePorts(1, () => 0.5);
    await listenOn(taken!);
    const draws = [0.5, 0.25, 0.25, 0.75];
    const ports = await findFreePorts(2, () => draws.shift()!);
    expect(draws).toEqual([]);
    expect(ports).not.toContain(taken);
    expect(ports[0]).not.toBe(ports[1]);
  });
});

describe('requireFreePort', () => {
  it('accepts a free one', async () => {
    const [port] = await findFreePorts(1);
    await requireFreePort(port!);
  });

  it('refuses one in use, and names its holder', async () => {
    const port = await listenOn(0);
    const error = await requireFreePort(port).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ProofloadError);
    expect(error).toMatchObject({ code: 'PORT_IN_USE' });
    expect((error as ProofloadError).message).toContain(`Port ${port} is in use`);
    expect((error as ProofloadError).hint).toContain('--port');
    if (process.platform === 'linux')
      expect((error as ProofloadError).message).toContain(`(pid ${process.pid})`);
  });

  it('knows no holder of a free port', async () => {
    const [port] = await findFreePorts(1);
    expect(findPortHolder(port!)).toBeNull();
  });
});
