/** A path as nginx reads it in its configuration. */
export function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
}
