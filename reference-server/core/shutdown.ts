import type { Logger } from 'pino';

export type ShutdownOptions = {
  /** finishes what is in flight and releases every resource */
  close: () => Promise<void>;
  timeoutMs: number;
  log: Logger;
  exit: (code: number) => void;
};

/** On the first SIGTERM or SIGINT: closes, then exits with 0; with 1 if that takes too long or fails. */
export function shutDownOnSignal({ close, timeoutMs, log, exit }: ShutdownOptions): void {
  let isShuttingDown = false;
  const shutDown = (signal: NodeJS.Signals) => {
    if (isShuttingDown) return;
    isShuttingDown = true;
    log.info({ signal }, 'shutting down');
    setTimeout(() => {
      log.error({ timeoutMs }, 'requests still in flight; exiting anyway');
      exit(1);
    }, timeoutMs).unref();
    close().then(
      () => {
        log.info('stopped');
        exit(0);
      },
      (error) => {
        log.error({ err: error }, 'could not shut down cleanly');
        exit(1);
      },
    );
  };
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
}
