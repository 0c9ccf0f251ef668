type OldEvent = { kind: string };

/** Kinds of events, by their names in version 3, which had only killed and paused servers. */
const KINDS: Record<string, string> = {
  'server-killed': 'part-killed',
  'server-restored': 'part-restored',
  'server-paused': 'part-paused',
  'server-resumed': 'part-restored',
};

function withPartEvents(events: readonly OldEvent[]): OldEvent[] {
  return events.map((event) => ({ ...event, kind: KINDS[event.kind] ?? event.kind }));
}

/** Brings a run of version 3 to the terms of version 4: a fault can happen to any part, and what was planted is called a defect. */
export function withFaultsAndDefects({
  events,
  plantedFaults,
  ...rest
}: Record<string, unknown>): Record<string, unknown> {
  return { ...rest, plantedDefects: plantedFaults, events: withPartEvents(events as OldEvent[]) };
}
