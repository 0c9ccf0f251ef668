import { didYouMean } from '../model/did-you-mean.ts';
import { ProofloadError } from '../model/errors.ts';
import { formatDuration } from '../model/format.ts';

export type Range = { min: number; max: number };

/**
 * Reads a whole number from an option.
 * @throws ProofloadError INVALID_OPTION for anything but digits within the range
 */
export function wholeNumber(option: string, text: string, { min, max }: Range): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new ProofloadError(
    'INVALID_OPTION',
    `${option} must be a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}, not "${text}".`,
    `For example: ${option} ${Math.max(min, Math.min(max, 1000))}`,
  );
}

/** The value of `--seed`. @throws ProofloadError INVALID_OPTION */
export function randomSeedOf({ seed }: { seed: string }): number {
  return wholeNumber('--seed', seed, { min: 0, max: 2 ** 31 - 1 });
}

/**
 * Reads a number, which may have decimals, from an option.
 * @throws ProofloadError INVALID_OPTION for anything but decimal digits within the range
 */
export function decimal(option: string, text: string, { min, max }: Range): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= min && value <= max) return value;
  throw new ProofloadError(
    'INVALID_OPTION',
    `${option} must be a number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}, not "${text}".`,
    `For example: ${option} ${Math.max(min, Math.min(max, 100))}`,
  );
}

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/**
 * Reads a time with its unit from an option: "500ms", "90s", "2m", "1m30s".
 * @returns milliseconds
 * @throws ProofloadError INVALID_OPTION
 */
export function duration(option: string, text: string, range: Range): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === text;
  const value = parts.reduce(
    (sum, [, number, unit]) => sum + Number(number) * UNITS_MS[unit as keyof typeof UNITS_MS],
    0,
  );
  if (isWhole && value >= range.min && value <= range.max) return Math.round(value);
  throw new ProofloadError(
    'INVALID_OPTION',
    `${option} must be a time from ${formatDuration(range.min)} to ${formatDuration(range.max)} with its unit, not "${text}".`,
    `For example: ${option} 30s, or 2m`,
  );
}

/**
 * Refuses options that would have no effect.
 * @param names as commander has them
 * @param reason completes the sentence "--users ..."
 * @throws ProofloadError INVALID_OPTION
 */
export function requireNone(
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
  reason: string,
  hint: string,
): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const option = `--${given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new ProofloadError('INVALID_OPTION', `${option} ${reason}`, hint);
}

/** What `--plant` can plant. `forMs` applies to every second, except for the last two kinds, where it applies once per phase. */
export type Plant =
  | { kind: 'cache-off' }
  | { kind: 'slow-statement'; statement: string; delayMs: number }
  | { kind: 'failed-responses'; ratio: number }
  | { kind: 'fails-without-cache' }
  | { kind: 'pool'; max: number }
  | { kind: 'blocked-event-loop'; forMs: number }
  | { kind: 'table-lock'; table: string; forMs: number }
  | { kind: 'slow-cache'; forMs: number }
  | { kind: 'servers-down'; forMs: number }
  | { kind: 'paused-server'; forMs: number };

const KINDS: readonly Plant['kind'][] = [
  'cache-off',
  'slow-statement',
  'failed-responses',
  'fails-without-cache',
  'pool',
  'blocked-event-loop',
  'table-lock',
  'slow-cache',
  'servers-down',
  'paused-server',
];

export const PLANTS =
  'cache-off, slow-statement=<name>:<ms>, failed-responses=<ratio from 0 to 1>, fails-without-cache, pool=<connections>; for that many ms of every second: blocked-event-loop=<ms>, table-lock=<table>:<ms>, slow-cache=<ms>; all servers down for that long in the fault phase: servers-down=<ms>; one server paused for the end of each steady phase: paused-server=<ms>';

/**
 * Reads one value of `--plant`.
 * @throws ProofloadError INVALID_OPTION
 */
export function plant(text: string): Plant {
  if (text === 'cache-off' || text === 'fails-without-cache') return { kind: text };
  const pool = /^pool=(\d{1,4})$/.exec(text);
  if (pool && Number(pool[1]) > 0) return { kind: 'pool', max: Number(pool[1]) };
  const recurring = /^(blocked-event-loop|slow-cache|table-lock)=(?:(\w+):)?(\d{1,3})$/.exec(text);
  if (recurring) {
    const [, kind, table, digits] = recurring;
    const forMs = Number(digits);
    if (forMs > 0 && kind === 'table-lock' && table) return { kind, table, forMs };
    if (forMs > 0 && (kind === 'blocked-event-loop' || kind === 'slow-cache') && !table)
      return { kind, forMs };
  }
  const outage = /^(servers-down|paused-server)=(\d{1,5})$/.exec(text);
  if (outage && Number(outage[2]) > 0) {
    return { kind: outage[1] as 'servers-down' | 'paused-server', forMs: Number(outage[2]) };
  }
  const slow = /^slow-statement=([\w.-]+):(\d+(?:\.\d+)?)$/.exec(text);
  if (slow && Number(slow[2]) > 0) {
    return { kind: 'slow-statement', statement: slow[1]!, delayMs: Number(slow[2]) };
  }
  const failed = /^failed-responses=(\d*\.?\d+)$/.exec(text);
  if (failed && Number(failed[1]) <= 1) return { kind: 'failed-responses', ratio: Number(failed[1]) };
  const [word = ''] = text.split('=');
  throw new ProofloadError(
    'INVALID_OPTION',
    `--plant has no defect "${text}".`,
    `${KINDS.some((kind) => kind === word) ? '' : didYouMean(word, KINDS)}Use ${PLANTS}.`,
  );
}
