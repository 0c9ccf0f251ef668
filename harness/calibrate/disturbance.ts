import type { MachineUse } from '../model/calibration.ts';
import { formatMeasure } from '../model/format.ts';
import type { ServedRecord } from './known-server/record.ts';
import { MAX_OTHERS_MEAN, RECOVERY_MS } from './limits.ts';
import { machineProblems } from './machine-problems.ts';
import { busySpans, type CpuLook, type Span } from './machine-watch.ts';

/** What went wrong with a load, grouped by the effect on its figures. Each list holds sentences and may be empty. */
export type Disturbance = {
  /** other programs used the machine, or the generator was late: that makes times longer, never shorter, and does not change counts */
  lateness: readonly string[];
  /**
   * other programs used too little of the machine to spoil the load, but enough to make the touched share late: they may explain a
   * wrong figure
   */
  slight: readonly string[];
  /** share of the requests that this can have made late; the others were not affected */
  touchedShare: number;
  /** the generator did not send what it should have, or was not observed: that can change a figure in any way */
  faults: readonly string[];
};

/** Why a generator cannot be trusted: lateness, and everything else. */
export type GeneratorProblems = { lateness: readonly string[]; faults: readonly string[] };

/**
 * For a load whose requests the server recorded while the machine was watched. Other programs can only touch requests that were
 * in flight while they ran; a late generator can touch any request.
 */
export function disturbanceOf(
  machine: MachineUse,
  looks: readonly CpuLook[],
  record: ServedRecord,
  judged: Span,
  generator: GeneratorProblems,
): Disturbance {
  const others = machineProblems(machine);
  const touched = touchedShare(record, busySpans(looks, MAX_OTHERS_MEAN), judged);
  return {
    lateness: [...others, ...generator.lateness],
    slight: others.length === 0 && touched > 0 ? [othersForASecond(machine.othersMost)] : [],
    touchedShare: generator.lateness.length > 0 ? 1 : touched,
    faults: generator.faults,
  };
}

function othersForASecond(othersMost: number | null): string {
  return `Other programs used ${formatMeasure(othersMost, 'ratio')} of the machine for a second.`;
}

/** The share of the requests ending within `judged` that were in flight during one of the spans or within RECOVERY_MS after it. */
export function touchedShare(
  { endedAtMs, serviceTimesMs }: ServedRecord,
  spans: readonly Span[],
  { fromMs, untilMs }: Span,
): number {
  let [touched, all] = [0, 0];
  for (const [i, endMs] of endedAtMs.entries()) {
    if (endMs < fromMs || endMs >= untilMs) continue;
    all++;
    const startMs = endMs - serviceTimesMs[i]!;
    if (spans.some((span) => startMs < span.untilMs + RECOVERY_MS && endMs >= span.fromMs)) touched++;
  }
  return all === 0 ? 0 : touched / all;
}
