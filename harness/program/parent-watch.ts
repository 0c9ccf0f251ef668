/**
 * Calls back once when the process that started this one through scripts/run.mjs is gone, even by SIGKILL: the channel between
 * the two closes with it. Without such a parent it does nothing. It never keeps this process alive.
 */
export function onParentGone(callback: () => void): void {
  const connected: boolean | undefined = process.connected;
  if (connected === undefined) return;
  if (!connected) {
    queueMicrotask(callback);
    return;
  }
  process.once('disconnect', callback);
  process.channel?.unref();
}
