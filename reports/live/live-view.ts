/*
 * What the live page shows, as texts. It is sent to the page as JSON, whole, once a second.
 */

/** A target as it stands: no verdict. */
export type LiveTarget = {
  statement: string;
  bound: string;
  figure: string;
  /** in words; the class decides on its colour */
  side: string;
  sideClass: 'within' | 'beyond' | 'open';
  seconds: string;
};

export type LiveView = {
  title: string;
  load: string;
  /** what is happening */
  step: string;
  /** of the phase or the step that is running: 0 to 1; null: not known */
  fraction: number | null;
  timeLeft: string;
  /** of the last complete second */
  figures: readonly { name: string; value: string }[];
  /** of the last seconds, the latest last; null: not known */
  ratesPerSec: readonly number[];
  responseTimeP95sMs: readonly (number | null)[];
  targets: readonly LiveTarget[];
  /** what happened, the latest first */
  events: readonly string[];
  /** how it ended; null: it is going on */
  end: string | null;
};
