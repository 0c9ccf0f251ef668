import { printable } from '../program/printable.mjs';

/** A printable text, on one line. A CI system takes a line that begins with "::", or a "##[" anywhere, for a command to it. */
export function harmlessInCi(text: string): string {
  return printable(text).replaceAll('::', ': :').replaceAll('##[', '# #[');
}
