import type { CaptureSource } from '../../model/route.ts';
import { looksRandom } from './looks-random.ts';
import type { RecordedOperation, Slot } from './recorded-operations.ts';
import type { Match, Responses } from './responses.ts';

/** Where the value of a part of a request comes from: "Bearer {...}" has the prefix "Bearer ". */
export type Capture = { operation: string; source: CaptureSource; prefix: string };

const LEAST_CHARACTERS = 6;
const SCHEME = /^((?:Bearer|Token|JWT)\s+)(.+)$/is;
const DATE = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/;
const WORDS = new Set(['default', 'enabled', 'disabled', 'active', 'unknown', 'undefined']);

/**
 * The response that a part of a request was taken from, decided by rule: a value of six or more characters, or one that looks random, that
 * an earlier response of another operation had. It has to explain half of the requests or more; of several, the one that explains most,
 * and then the latest before the request.
 * @param mayCome whether an operation can be sent before the one with the slot
 */
export function captureFor(
  slot: Slot,
  { occurrences }: RecordedOperation,
  responses: Responses,
  mayCome: (operation: string) => boolean,
): Capture | null {
  const sent = occurrences.map((exchange, i) => ({
    exchange,
    ...withoutScheme(String(slot.values[i] ?? '')),
  }));
  const explained = new Map<string, { match: Match; count: number }>();
  for (const { exchange, value } of sent) {
    if (!isTelling(value)) continue;
    const matches = responses
      .find(value, exchange.startMs)
      .filter(({ operation, source }) => mayCome(operation) && !looksRandom(placeOf(source)));
    const byKey = new Map(matches.map((match) => [JSON.stringify([match.operation, match.source]), match]));
    for (const [key, match] of byKey)
      explained.set(key, { match, count: (explained.get(key)?.count ?? 0) + 1 });
  }
  const [best] = [...explained.values()].toSorted(
    (a, b) => b.count - a.count || b.match.exchange.endMs - a.match.exchange.endMs,
  );
  if (best === undefined || best.count * 2 < sent.length) return null;
  const { operation, source } = best.match;
  return { operation, source, prefix: sent[0]!.prefix };
}

/** Where a capture is, which is written to the plan: a map may have sessions as its keys. */
function placeOf(source: CaptureSource): string {
  return typeof source === 'string' ? source.replaceAll('\\', '') : Object.values(source).join(' ');
}

/** The value of an authorization without the name of its scheme. */
export function withoutScheme(text: string): { prefix: string; value: string } {
  const [, prefix = '', value = text] = SCHEME.exec(text) ?? [];
  return { prefix, value };
}

/** Whether a value that comes twice is hardly a coincidence. */
function isTelling(value: string): boolean {
  if (looksRandom(value)) return true;
  return value.length >= LEAST_CHARACTERS && !DATE.test(value) && !WORDS.has(value.toLowerCase());
}
