type OldEvent = { kind: string };

/** By the names of version 3, which knew of servers alone, killed and paused. */
const KINDS: Record<string, string> = {
  'server-killed': 'part-killed',
  'server-restored': 'part-restored',
  'server-paused': 'part-paused',
  'server-resumed': 'part-restored',
};

/** The events of a run of version 3 by the names of version 4, in which any part may suffer a fault. */
export function withPartEvents(events: readonly OldEvent[]): OldEvent[] {
  return events.map((event) => ({ ...event, kind: KINDS[event.kind] ?? event.kind }));
}
