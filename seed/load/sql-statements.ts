/**
 * The statements of an SQL file, each to be sent on its own: sent together they are one transaction, in which PostgreSQL refuses CREATE INDEX
 * CONCURRENTLY. A statement ends with a semicolon at the end of a line, and comments stand on lines of their own.
 */
export function sqlStatements(sql: string): string[] {
  return sql
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
