import type { Plan } from '../../model/plan.ts';
import type { Route } from '../../model/route.ts';
import { wordsOf } from './sounds-secret.ts';

/** What a description or a recording was turned into. Nothing in it but `known` is secret. */
export type Conversion = {
  plan: Plan;
  /** where the system was described or recorded, e.g. "http://127.0.0.1:3000"; null: not known */
  origin: string | null;
  /** the requests that log a user in, in order; their captures are in the plan by name. Empty: there are none */
  logIn: Route[];
  /** mean time between two actions of the user of a recording; null: not known */
  thinkTimeMs: number | null;
  /** environment variables that the plan or the login needs, and for what */
  variables: { name: string; purpose: string }[];
  /** the values of variables as far as they were recorded. They may be used in memory, and are never written */
  known: Readonly<Record<string, string>>;
  /** what people should know, one sentence each */
  notes: string[];
};

export type ConvertOptions = {
  /** whether requests that change data take part */
  writes: boolean;
  /** columns of the users file; none without one */
  userColumns: readonly string[];
  /** the path that all operations of a description are below; left out: as it says itself */
  basePath?: string;
};

/** Only such variables are ever made up, so that nobody else's recording can send the variables of a machine to a server. */
const PREFIX = 'SECRET_';
const MOST_CHARACTERS = 40;

/** The environment variables of a conversion, each with what it is for. */
export class Variables {
  readonly #byPurpose = new Map<string, string>();
  readonly #known: Record<string, string> = {};

  /**
   * A reference to the variable for a secret, as it stands in a template.
   * @param name of the header, parameter or field
   * @param value if known: different values have different variables
   */
  reference(name: string, purpose: string, value?: string): string {
    const words = wordsOf(name)
      .join('_')
      .toUpperCase()
      .replace(/[^A-Z0-9_]/g, '');
    const base = `${PREFIX}${words.slice(0, MOST_CHARACTERS) || 'VALUE'}`;
    let variable = base;
    for (let number = 2; this.#isTaken(variable, value); number++) variable = `${base}_${number}`;
    if (!this.#byPurpose.has(variable)) this.#byPurpose.set(variable, purpose);
    if (value !== undefined) this.#known[variable] = value;
    return `\${${variable}}`;
  }

  #isTaken(variable: string, value: string | undefined): boolean {
    return this.#byPurpose.has(variable) && this.#known[variable] !== value;
  }

  all(): Pick<Conversion, 'variables' | 'known'> {
    return {
      variables: [...this.#byPurpose].map(([name, purpose]) => ({ name, purpose })),
      known: this.#known,
    };
  }
}
