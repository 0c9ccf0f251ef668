import { readBudget } from '../gate/budget-file.ts';
import type { Inconclusive } from '../gate/gate-status.ts';
import type { SideName } from '../gate/take-turns.ts';
import type { Version } from '../gate/version.ts';
import type { Budget } from '../model/budget.ts';
import { ProofloadError } from '../model/errors.ts';
import type { ReadConfig } from '../own/own-system.ts';
import { requireNone, wholeNumber } from './options.ts';
import { type OwnOptions, ownConfig } from './own-options.ts';
import { baseUrlOf } from './verify-own.ts';
import type { VerifyOptions } from './verify-plan.ts';

/** The options of `gate`, as commander reads them. */
export type GateOptions = OwnOptions & {
  budget?: string;
  only?: string[];
  inconclusive?: string;
  baseline?: string;
  base?: string;
  head?: string;
  baseUrl?: string;
  headUrl?: string;
  pairs?: string;
  calibrate?: true;
  quick?: true;
  allowHost?: string[];
  seed: string;
  out: string;
  reports?: string;
  json?: true;
};

/** What a gate judges: one run against bounds, runs against earlier ones, two versions in turns, or one version against itself. */
export type GateMode = 'budget' | 'baseline' | 'base-head' | 'calibrate';

const OF_VERSIONS = ['base', 'head', 'baseUrl', 'headUrl'] as const;
const PROMISES = ['p50', 'p95', 'p99', 'availability'] as const;
const OF_MEASURING = [
  ...['url', 'config', 'rate', 'users', 'thinkTime', 'duration', 'quick'],
  ...['method', 'header', 'body', 'writes', 'allowHost', ...PROMISES],
];

/** @throws ProofloadError INVALID_OPTION when options contradict each other */
export function gateModeOf(runs: readonly string[], options: GateOptions): GateMode {
  const versions = OF_VERSIONS.filter((name) => options[name] !== undefined);
  const mode = options.calibrate
    ? 'calibrate'
    : versions.length > 0
      ? 'base-head'
      : options.baseline === undefined
        ? 'budget'
        : 'baseline';
  if ((mode === 'base-head' || mode === 'calibrate') && runs.length > 0)
    throw invalid(
      '--base, --head and --calibrate make new runs, so no finished runs can be named.',
      'Leave out one of the two.',
    );
  if (versions.length > 0 && options.baseline !== undefined)
    throw invalid(
      '--baseline compares with earlier runs, but --base and --head are compared with each other.',
      'Use one of the two.',
    );
  if (mode === 'budget' && runs.length > 1)
    throw invalid('A budget judges one run at a time.', 'Name one run, or compare several with --baseline.');
  if (mode === 'base-head' && !hasBoth(options))
    throw invalid(
      'A gate needs both versions, the base and the head.',
      "Give --base 'command' --head 'command', or --base-url and --head-url.",
    );
  requireEffect(mode, runs, options);
  return mode;
}

/** Refuses what would be ignored, so that nobody takes it for judged. @throws ProofloadError INVALID_OPTION */
function requireEffect(mode: GateMode, runs: readonly string[], options: GateOptions): void {
  const leaveOut = 'Leave it out.';
  if (runs.length > 0)
    requireNone(options, OF_MEASURING, 'is about a new run, but a finished one was named.', leaveOut);
  if (mode === 'budget' || mode === 'baseline')
    requireNone(
      options,
      ['pairs'],
      'is about runs that take turns.',
      'Add --base and --head, or leave it out.',
    );
  else
    requireNone(
      options,
      PROMISES,
      'promises something of one run, but here equal runs are compared.',
      'Give bounds of the change instead: --budget budget.json with "changes".',
    );
  if (mode === 'calibrate')
    requireNone(
      options,
      ['base', 'baseUrl', 'baseline', 'inconclusive', 'reports'],
      'has no effect with --calibrate, which lets one version take turns with itself and judges nothing.',
      'Name the version with --head or --head-url.',
    );
}

function hasBoth({ base, head, baseUrl, headUrl }: GateOptions): boolean {
  return (base ?? baseUrl) !== undefined && (head ?? headUrl) !== undefined;
}

/**
 * Base and head, each by its command, its URL or both. Without a URL of its own, a version answers where the config says.
 * @throws ProofloadError INVALID_OPTION
 */
export function versionsOf(options: GateOptions, configUrl: string): Record<SideName, Version> {
  const { base, head, baseUrl = configUrl, headUrl = configUrl } = options;
  const versions: Record<SideName, Version> = {
    base: { name: 'base', command: base ?? null, url: addressOf('--base-url', baseUrl) },
    head: { name: 'head', command: head ?? null, url: addressOf('--head-url', headUrl) },
  };
  const { url } = versions.base;
  if (url === versions.head.url && (base === undefined) !== (head === undefined))
    throw invalid(
      `Both versions answer at ${url}, but only one of them has a command.`,
      'Give both commands, or each version a URL of its own.',
    );
  return versions;
}

/** One version against itself. @throws ProofloadError INVALID_OPTION */
export function sameVersions({ head, headUrl }: GateOptions, configUrl: string): Record<SideName, Version> {
  const of = { command: head ?? null, url: addressOf('--head-url', headUrl ?? configUrl) };
  return { base: { ...of, name: 'base' }, head: { ...of, name: 'head' } };
}

function addressOf(option: string, text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw invalid(
      `${option} must be an address that begins with http:// or https://, without a user name.`,
      `For example: ${option} http://127.0.0.1:3000`,
    );
  return baseUrlOf(text);
}

/** @throws ProofloadError INVALID_OPTION */
export function inconclusiveOf({ inconclusive }: GateOptions): Inconclusive {
  if (inconclusive === undefined) return 'own';
  if (inconclusive === 'pass' || inconclusive === 'fail') return inconclusive;
  throw invalid(
    `--inconclusive must be pass or fail, not "${inconclusive}".`,
    'Without it, the exit code is 3.',
  );
}

const USUAL_PAIRS = '4';

/** @throws ProofloadError INVALID_OPTION */
export function pairsOf({ pairs }: GateOptions): number {
  return wholeNumber('--pairs', pairs ?? USUAL_PAIRS, { min: 4, max: 25 });
}

/** null: no budget was named. @throws ProofloadError BUDGET_INVALID */
export async function budgetOf({ budget }: GateOptions): Promise<Budget | null> {
  return budget === undefined ? null : readBudget(budget);
}

/** Ids, separated by commas or spaces; null: all. */
export function onlyOf({ only }: GateOptions): string[] | null {
  return only?.flatMap((text) => text.split(',')).filter((id) => id !== '') ?? null;
}

/** How long each run of base or head is judged, unless an option says otherwise: there are many of them. */
const USUAL_DURATION = '30s';

/** A system of one's own that a gate can load. @throws ProofloadError USAGE, INVALID_OPTION, CONFIG_INVALID */
export async function ownSystemFor(options: GateOptions, mode: GateMode): Promise<ReadConfig> {
  const { duration = USUAL_DURATION, ...rest } = options;
  const isInTurns = mode === 'base-head' || mode === 'calibrate';
  const read = await ownConfig({
    options: isInTurns ? { ...rest, duration } : options,
    platforms: [],
    // A run that promises nothing never passes, so none could become the baseline of a later one.
    mayPromiseNothing: isInTurns || (mode === 'budget' && options.budget !== undefined),
  });
  if (read) return read;
  throw new ProofloadError(
    'USAGE',
    'There is nothing to judge: neither a run nor a system was named.',
    'Name a run, or a system: gate runs/<id>, or gate --url http://127.0.0.1:3000/ --rate 100 --budget budget.json',
  );
}

/** What the plan of a run needs to know. */
export function verifyOptionsOf(options: GateOptions): VerifyOptions {
  return { ...options, usersPerVu: '1' };
}

function invalid(sentence: string, hint: string): ProofloadError {
  return new ProofloadError('INVALID_OPTION', sentence, hint);
}
