import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { buildApp } from './app.ts';
import { ConfigError, readConfig } from './core/config.ts';
import { shutDownOnSignal } from './core/shutdown.ts';

const EXIT_USAGE = 2;
const EXIT_ENVIRONMENT = 5;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { server: config.serverName } });
  const app = await buildApp(config, log);
  shutDownOnSignal({
    close: async () => app.close(),
    timeoutMs: config.shutdownTimeoutMs,
    log,
    exit: (code) => process.exit(code),
  });
  await app.listen({ host: config.host, port: config.port, listenTextResolver: () => '' });
  const { address, port } = app.server.address() as AddressInfo;
  log.info({ host: address, port, platform: config.platform }, 'listening');
}

main().catch((error: Error & { code?: string }) => {
  // Before there is a logger: one line in the same shape.
  process.stderr.write(`${JSON.stringify({ level: 60, msg: error.message, code: error.code })}\n`);
  process.exit(error instanceof ConfigError ? EXIT_USAGE : EXIT_ENVIRONMENT);
});
