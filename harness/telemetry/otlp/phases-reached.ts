import type { Attributes, MetricsExport } from './decode.ts';

/**
 * How far each schedule has come. k6 tags a dropped arrival with its schedule (k6's scenario) alone, never with the tags of that
 * scenario; the phase is the latest one in which a request of the same schedule was due. That is exact for a schedule of one
 * phase, as every schedule of an open load is that is judged.
 */
export class PhasesReached {
  /** by process and schedule, in the order in which they were reached */
  readonly #phases = new Map<string, Set<string>>();

  add({ process, histograms }: MetricsExport): void {
    for (const { metric, attributes } of histograms) {
      if (metric !== 'start_delay' || attributes.phase === undefined) continue;
      const schedule = scheduleOf(process, attributes);
      const phases = this.#phases.get(schedule);
      if (phases) phases.add(attributes.phase);
      else this.#phases.set(schedule, new Set([attributes.phase]));
    }
  }

  /** Undefined when no request of the schedule was due yet. */
  latest(process: string, attributes: Attributes): string | undefined {
    return [...(this.#phases.get(scheduleOf(process, attributes)) ?? [])].at(-1);
  }
}

function scheduleOf(process: string, { scenario = '' }: Attributes): string {
  return `${process} ${scenario}`;
}
