/** A missing right concerns the login, not the statement. */
export const INSUFFICIENT_PRIVILEGE = '42501';

/** What PostgreSQL adds to its message: the row that violates a constraint, or the line of a COPY. */
type SqlFault = { code: string; detail?: string; where?: string };

/**
 * Whether a statement or its rows are at fault, and not the connection, the disk or a right: an unsupported feature, wrong data, a violated
 * constraint, or a syntax or name error. The classes are those of appendix A of PostgreSQL's manual.
 */
export function isSqlFault(error: unknown): error is Error & SqlFault {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const code = String(error.code);
  return /^(0A|2[123]|42)[0-9A-Z]{3}$/.test(code) && code !== INSUFFICIENT_PRIVILEGE;
}

/** The message of a fault with what PostgreSQL adds to it, in one sentence without a full stop. */
export function describeSqlFault({ message, detail, where }: Error & SqlFault): string {
  const [place] = where?.split('\n') ?? [];
  return [message, detail ?? place].filter(Boolean).join('; ').replace(/\.$/, '');
}
