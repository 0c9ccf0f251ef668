import { withoutUrlSecrets } from './secrets.ts';

/** Exit codes of the `proofload` command. Other tools read these; see docs/errors.md. */
export const EXIT = {
  pass: 0,
  fail: 1,
  usage: 2,
  inconclusive: 3,
  invalid: 4,
  environment: 5,
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every error that users can see: its stable code and its exit code. docs/errors.md lists the same. */
export const ERROR_CODES = {
  USAGE: EXIT.usage,
  UNKNOWN_PLATFORM: EXIT.usage,
  INVALID_OPTION: EXIT.usage,
  PATH_UNUSABLE: EXIT.usage,
  RUN_NOT_FOUND: EXIT.usage,
  RUN_UNREADABLE: EXIT.usage,
  SCENARIO_INVALID: EXIT.usage,
  PLATFORM_SQL_INVALID: EXIT.usage,
  TARGETS_CONTRADICT: EXIT.usage,
  FAULT_IMPOSSIBLE: EXIT.usage,
  EXPERIMENT_NOT_FOUND: EXIT.usage,
  EXPERIMENT_INVALID: EXIT.usage,
  BUDGET_INVALID: EXIT.usage,
  BOUND_BELOW_NOISE: EXIT.usage,
  DATABASE_UNREACHABLE: EXIT.usage,
  DATABASE_NOT_OURS: EXIT.usage,
  DATABASE_NOT_WRITABLE: EXIT.usage,
  REDIS_UNREACHABLE: EXIT.usage,
  OBJECT_STORE_UNREACHABLE: EXIT.usage,
  TARGET_NOT_ALLOWED: EXIT.usage,
  TARGET_UNREACHABLE: EXIT.usage,
  WORLD_UNUSABLE: EXIT.usage,
  CONFIG_NOT_FOUND: EXIT.usage,
  CONFIG_INVALID: EXIT.usage,
  USERS_UNUSABLE: EXIT.usage,
  LOGIN_FAILED: EXIT.usage,
  ADDRESS_INVALID: EXIT.usage,
  FOLDER_NOT_EMPTY: EXIT.usage,
  SOURCE_UNREADABLE: EXIT.usage,
  NOTHING_TO_SEND: EXIT.usage,
  SECRET_LEFT: EXIT.usage,
  PLAN_INVALID: EXIT.usage,
  PROGRAM_MISSING: EXIT.environment,
  PROGRAM_WRONG_VERSION: EXIT.environment,
  EXTENSION_MISSING: EXIT.environment,
  SETUP_FAILED: EXIT.environment,
  PORT_IN_USE: EXIT.environment,
  DISK_FULL: EXIT.environment,
  MACHINE_TOO_SMALL: EXIT.environment,
  OPEN_FILE_LIMIT: EXIT.environment,
  PART_NOT_READY: EXIT.environment,
  PDF_FAILED: EXIT.environment,
  PART_DIED: EXIT.invalid,
  EXPERIMENT_FAILED: EXIT.invalid,
  GENERATOR_FAILED: EXIT.invalid,
  RUN_KILLED: EXIT.invalid,
  INTERNAL: EXIT.internal,
  INTERRUPTED: EXIT.interrupted,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An error for people: a stable code, one sentence, and a hint that says what to do next. Secrets in URLs are removed from both texts,
 * because messages of other programs quote their input. `cause` may hold the technical error, which goes to the log, never
 * to the terminal.
 */
export class ProofloadError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, sentence: string, hint: string, options?: { cause?: unknown }) {
    super(withoutUrlSecrets(sentence), options);
    this.name = 'ProofloadError';
    this.code = code;
    this.hint = withoutUrlSecrets(hint);
  }

  get exitCode(): ExitCode {
    return ERROR_CODES[this.code];
  }
}
