import { onParentGone } from '../../harness/program/parent-watch.ts';

/** Vitest's global set-up: a run that `npm test` started ends when `npm test` is killed. */
export default function stopWithParent(): void {
  onParentGone(() => process.kill(process.pid, 'SIGTERM'));
}
