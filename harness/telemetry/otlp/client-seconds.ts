import type { MetricsExport } from './decode.ts';
import { OpenSecond, type TakenSecond, type Users } from './open-second.ts';

/** How far outside the next second the middle of an export may be and still belong to it. */
const TOLERANCE_SEC = 0.25;
const SHORTEST_REGULAR_EXPORT_MS = 500;
const LONGEST_REGULAR_EXPORT_MS = 1500;
/** The longest allowed telemetry gap: a process that is silent for longer counts as gone. */
const LONGEST_GAUGE_GAP_SEC = 2;

/**
 * Exports of all generator processes, merged by second until they are taken. Holds only the seconds not yet taken.
 *
 * An export belongs to the second that holds the middle of its interval. If that middle is so close to a boundary that jitter
 * would give one second two exports and the next none, the export belongs to the second after the previous one (docs/adr/0041).
 */
export class ClientSeconds {
  readonly #open = new Map<number, OpenSecond>();
  readonly #lastSecondOf = new Map<string, number>();
  readonly #lastUsersOf = new Map<string, Users & { second: number }>();
  readonly #tagNames: ReadonlySet<string>;
  #firstOpen = Number.NEGATIVE_INFINITY;
  #late = 0;

  /** @param tagNames the scenario's own tags that are kept */
  constructor(tagNames: ReadonlySet<string> = new Set()) {
    this.#tagNames = tagNames;
  }

  /** Exports that arrived after their second was taken, and were counted in the next open one. */
  get late(): number {
    return this.#late;
  }

  add(metrics: MetricsExport): void {
    const second = secondOf(metrics, this.#lastSecondOf.get(metrics.process));
    this.#lastSecondOf.set(metrics.process, second);
    if (second < this.#firstOpen) this.#late++;
    const filed = Math.max(second, this.#firstOpen);
    let open = this.#open.get(filed);
    if (!open) {
      open = new OpenSecond(this.#tagNames);
      this.#open.set(filed, open);
    }
    open.add(metrics);
  }

  /** Must be called for seconds in order; an earlier second that was not taken is dropped. */
  take(second: number): TakenSecond {
    const open = this.#open.get(second);
    for (const [process, users] of open?.usersByProcess ?? [])
      this.#lastUsersOf.set(process, { ...users, second });
    const taken = open?.close(second, this.#usersAt(second)) ?? { client: null, histograms: [] };
    for (const held of this.#open.keys()) if (held <= second) this.#open.delete(held);
    this.#firstOpen = Math.max(this.#firstOpen, second + 1);
    return taken;
  }

  /** A gauge stays valid until the next report, because a process whose export is late has not lost its users. */
  #usersAt(second: number): Users {
    const recent = [...this.#lastUsersOf.values()].filter(
      (last) => second - last.second <= LONGEST_GAUGE_GAP_SEC,
    );
    return {
      busy: recent.reduce((sum, { busy }) => sum + busy, 0),
      made: recent.reduce((sum, { made }) => sum + made, 0),
    };
  }
}

function secondOf({ startMs, endMs }: MetricsExport, previous: number | undefined): number {
  const middleSec = (startMs + endMs) / 2 / 1000;
  const second = Math.floor(middleSec);
  const lengthMs = endMs - startMs;
  const isRegular = lengthMs >= SHORTEST_REGULAR_EXPORT_MS && lengthMs <= LONGEST_REGULAR_EXPORT_MS;
  if (previous === undefined || !isRegular) return second;
  const next = previous + 1;
  return middleSec >= next - TOLERANCE_SEC && middleSec < next + 1 + TOLERANCE_SEC ? next : second;
}
