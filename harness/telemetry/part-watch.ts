import { identitiesOf, type PartIdentity } from '../model/part-identity.ts';
import type { PartRestart } from '../model/run.ts';
import type { TimelineSecond } from '../model/timeline.ts';

/** What a part reported about itself at a moment (epoch milliseconds). */
export type PartSighting = { atMs: number; identity: PartIdentity };

/** Notices restarts and role changes, by what each part reported about itself when it was last seen. */
export class PartWatch {
  readonly #seen = new Map<string, PartSighting>();

  /** The parts that changed since they were last seen. A second counts as examined at its end. */
  see(second: TimelineSecond): PartRestart[] {
    return this.look((second.second + 1) * 1000, identitiesOf(second));
  }

  /** @param atMs when the parts were examined, epoch milliseconds */
  look(atMs: number, identities: readonly [string, PartIdentity][]): PartRestart[] {
    return identities.flatMap(([part, identity]) => {
      const last = this.#seen.get(part);
      this.#seen.set(part, { identity, atMs });
      const what = last && changeOf(part, last.identity, identity);
      return what ? [{ part, what, sinceMs: last.atMs, atMs }] : [];
    });
  }
}

/** What happened to a part between two looks; null if nothing. A field that is missing in either look is not a change. */
export function changeOf(part: string, before: PartIdentity, now: PartIdentity): string | null {
  if (now.instance !== before.instance) return `${part} was restarted`;
  if (isOther(before.initialization, now.initialization))
    return `${part} reinitialised after one of its processes crashed`;
  if (before.workers && now.workers && !isKept(before.workers, now.workers))
    return `a worker process of ${part} crashed`;
  if (isOther(before.role, now.role))
    return now.role === 'primary' ? `${part} was promoted to primary` : `${part} became a replica`;
  return null;
}

function isOther(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now;
}

/** Ignores new workers, so that a crash is reported once: the replacement may appear in the same look or a later one. */
function isKept(before: readonly string[], now: readonly string[]): boolean {
  return before.every((worker) => now.includes(worker));
}
