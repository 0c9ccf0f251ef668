type OldEvent = { kind: string };

/** By the names of version 3, which knew of servers alone, killed and paused. */
const KINDS: Record<string, string> = {
  'server-killed': 'part-killed',
  'server-restored': 'part-restored',
  'server-paused': 'part-paused',
  'server-resumed': 'part-restored',
};

function withPartEvents(events: readonly OldEvent[]): OldEvent[] {
  return events.map((event) => ({ ...event, kind: KINDS[event.kind] ?? event.kind }));
}

/** A run of version 3 with the words of version 4: any part may suffer a fault, and what was planted is a defect. */
export function withFaultsAndDefects({
  events,
  plantedFaults,
  ...rest
}: Record<string, unknown>): Record<string, unknown> {
  return { ...rest, plantedDefects: plantedFaults, events: withPartEvents(events as OldEvent[]) };
}
