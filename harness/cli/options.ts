import { ProofloadError } from '../model/errors.ts';

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
    `Give it like this: ${option} ${Math.max(min, Math.min(max, 1000))}`,
  );
}

/**
 * Reads what is to be planted from `--plant` values: `cache-off`, `slow-statement=<name>:<ms>`,
 * `failed-responses=<ratio>`.
 */
export type Plant =
  | { kind: 'cache-off' }
  | { kind: 'slow-statement'; statement: string; delayMs: number }
  | { kind: 'failed-responses'; ratio: number };

/** @throws ProofloadError INVALID_OPTION */
export function plant(text: string): Plant {
  if (text === 'cache-off') return { kind: 'cache-off' };
  const slow = /^slow-statement=([\w.-]+):(\d+(?:\.\d+)?)$/.exec(text);
  if (slow && Number(slow[2]) > 0) {
    return { kind: 'slow-statement', statement: slow[1]!, delayMs: Number(slow[2]) };
  }
  const failed = /^failed-responses=(\d*\.?\d+)$/.exec(text);
  if (failed && Number(failed[1]) <= 1) return { kind: 'failed-responses', ratio: Number(failed[1]) };
  throw new ProofloadError(
    'INVALID_OPTION',
    `--plant does not know "${text}".`,
    'Use cache-off, slow-statement=<name>:<ms> or failed-responses=<ratio from 0 to 1>.',
  );
}
