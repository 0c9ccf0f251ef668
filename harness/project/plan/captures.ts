import type { PlanOperation } from '../../model/plan.ts';
import type { CaptureSource } from '../../model/route.ts';
import type { Capture } from './correlate.ts';
import { Names, nameInTemplate } from './names.ts';

/** The captures of a plan, each of which has one name. */
export class Captures {
  readonly #names = new Names();
  readonly #byKey = new Map<string, { name: string; operation: string; source: CaptureSource }>();

  /** @param taken names that mean something else */
  constructor(taken: readonly string[]) {
    for (const name of taken) this.#names.take(name);
  }

  /** @param wanted the name, if this value has none yet */
  nameFor({ operation, source }: Capture, wanted: string): string {
    const key = JSON.stringify([operation, source]);
    const known = this.#byKey.get(key);
    if (known) return known.name;
    const name = this.#names.take(nameInTemplate(wanted));
    this.#byKey.set(key, { name, operation, source });
    return name;
  }

  /** A name for a value that is captured elsewhere. */
  otherName(wanted: string): string {
    return this.#names.take(nameInTemplate(wanted));
  }

  /** What is captured from the response of an operation. */
  of(operation: string): Record<string, CaptureSource> {
    const own = [...this.#byKey.values()].filter((each) => each.operation === operation);
    return Object.fromEntries(own.map(({ name, source }) => [name, source]));
  }

  /** The same as a field of the operation, which is left out if there is none. */
  fieldOf(operation: string): Pick<PlanOperation, 'captures'> {
    const captures = this.of(operation);
    return Object.keys(captures).length > 0 ? { captures } : {};
  }
}
