import { type Block, blocksOf, fileOf } from './document-blocks.ts';

/** What a reader of the tutorial does: save a file, or type commands, which end with an exit code and show these lines. */
export type Step =
  | { kind: 'save'; file: string; text: string }
  | { kind: 'type'; commands: string; exitCode: number; lines: string[] };

/**
 * The steps of the tutorial, in order: `sh` is typed, `text` below it is what the commands show, and "Exit code 1" in the prose below that
 * is what the last of them ends with (default: 0). Every other block is saved as the file that the prose names. `yaml` is for elsewhere.
 * @throws Error if a block has no meaning
 */
export function stepsOf(markdown: string): Step[] {
  const steps: Step[] = [];
  let typed: Extract<Step, { kind: 'type' }> | null = null;
  for (const block of blocksOf(markdown)) {
    const { language, text, after } = block;
    if (language === 'yaml') continue;
    if (language === 'sh') {
      typed = { kind: 'type', commands: text, exitCode: 0, lines: [] };
      steps.push(typed);
    } else if (language === 'text') {
      if (typed === null) throw new Error(`No command shows: ${text}`);
      typed.lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
    } else {
      steps.push({ kind: 'save', file: savedAs(block), text });
      typed = null;
    }
    const exitCode = /^Exit code (\d+)/m.exec(after)?.[1];
    if (exitCode !== undefined && typed !== null) typed.exitCode = Number(exitCode);
  }
  return steps;
}

function savedAs(block: Block): string {
  const file = fileOf(block);
  if (file === null) throw new Error(`The tutorial does not say where this goes: ${block.text}`);
  return file;
}

/** What differs from run to run: moments, sizes and figures, but not the one in "p95". */
const VARYING = [
  String.raw`\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC`,
  String.raw`\d[\d.,]* [KM]B`,
  String.raw`(?<![A-Za-z\d])\d+(?:[.,]\d+)*`,
];

/** The lines that should have been shown, in this order, and were not. What varies and the width of columns may differ. */
export function missingLines(lines: readonly string[], output: string): string[] {
  const shown = output.split('\n').map(inOneSpacing);
  let from = 0;
  return lines.filter((line) => {
    const place = shown.findIndex((each, at) => at >= from && patternOf(line).test(each));
    if (place >= 0) from = place + 1;
    return place < 0;
  });
}

function patternOf(line: string): RegExp {
  // Split by what varies, in brackets: every other part is a match.
  const parts = inOneSpacing(line).split(new RegExp(`(${VARYING.join('|')})`));
  const patterns = parts.map((part, at) =>
    at % 2 === 0 ? RegExp.escape(part) : VARYING.find((each) => new RegExp(`^${each}$`).test(part))!,
  );
  return new RegExp(`^${patterns.join('')}$`);
}

function inOneSpacing(line: string): string {
  return line.trim().replaceAll(/\s+/g, ' ');
}
