/** How each program prints its version. Pure, so that it can be tested with made-up outputs. */

export type ProgramName = 'k6' | 'PostgreSQL' | 'Redis' | 'nginx' | 'PgBouncer' | 'versitygw';

const VERSION_PATTERNS: Record<ProgramName, RegExp> = {
  // "k6 v2.2.0 (go1.26.8, linux/amd64)", and "k6.exe v2.2.0" on Windows
  k6: /^k6(?:\.exe)? v(\d+\.\d+\.\d+\S*)/m,
  // "postgres (PostgreSQL) 18.4", "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "... 19beta1"
  PostgreSQL: /^postgres \(PostgreSQL\) (\d+\S*)/m,
  // "Redis server v=7.0.15 sha=00000000:0 ...", "Valkey server v=8.0.1 sha=..."
  Redis: /^(?:Redis|Valkey) server v=(\d+\.\d+\.\d+\S*)/m,
  // "nginx version: nginx/1.22.1", "nginx version: openresty/1.25.3.1"
  nginx: /^nginx version: [\w.-]+\/(\d+\.\d+\S*)/m,
  // "PgBouncer 1.18.0"
  PgBouncer: /^PgBouncer (\d+\.\d+\.\d+\S*)/m,
  // "Version  : 1.8.0", then its build and the time of it; releases have a "v" before the number
  versitygw: /^Version {2}: v?(\d+\.\d+\.\d+\S*)\nBuild {4}:/m,
};

/** The version in what the program prints about itself, e.g. "18.4"; null if this is not that program's output. */
export function parseVersion(name: ProgramName, output: string): string | null {
  return VERSION_PATTERNS[name].exec(output)?.[1] ?? null;
}

/** Whether a k6 that printed this about itself can run scenarios: it lists the extensions that were built into it. */
export function hasExtension(output: string): boolean {
  return /\bk6\/x\/proofload \[js\]/.test(output);
}

/** What a version must be to be usable, in words and as a rule. */
export const REQUIREMENTS: Record<ProgramName, { words: string; accepts: (version: string) => boolean }> = {
  // The options, metrics and OTLP output that the scenarios use are those of k6 v2.
  k6: { words: 'major version 2', accepts: (version) => numbers(version)[0] === 2 },
  // pg_stat_statements of 14 is the first whose entries can be told apart by nesting level.
  PostgreSQL: { words: 'version 14 or later', accepts: (version) => isAtLeast(version, [14]) },
  Redis: { words: 'version 7 or later', accepts: (version) => isAtLeast(version, [7]) },
  // 1.19.5 is the first with -e, without which nginx opens the system's error log before it reads our configuration.
  nginx: { words: 'version 1.19.5 or later', accepts: (version) => isAtLeast(version, [1, 19, 5]) },
  // 1.14 is the first that can log in to PostgreSQL with only a SCRAM secret.
  PgBouncer: { words: 'version 1.14 or later', accepts: (version) => isAtLeast(version, [1, 14]) },
  versitygw: { words: 'version 1.8 or later', accepts: (version) => isAtLeast(version, [1, 8]) },
};

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}

/** @param least e.g. [1, 21] */
export function isAtLeast(version: string, least: number[]): boolean {
  const actual = numbers(version);
  for (const [index, bound] of least.entries()) {
    const part = actual[index] ?? 0;
    if (part !== bound) return part > bound;
  }
  return true;
}
