import { type Block, blocksOf, fileOf } from './document-blocks.ts';

/** What a reader of the tutorial does: save a file, or type commands, which end with an exit code and show these paragraphs. */
export type Step =
  | { kind: 'save'; file: string; text: string }
  | { kind: 'type'; commands: string; exitCode: number; shown: string[] };

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
      typed = { kind: 'type', commands: text, exitCode: 0, shown: [] };
      steps.push(typed);
    } else if (language === 'text') {
      if (typed === null) throw new Error(`No command shows: ${text}`);
      typed.shown.push(...paragraphsOf(text));
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

/** What differs from run to run: names of runs, moments, sizes and figures, but not the one in "p95". */
const VARYING = [
  String.raw`\d{8}T\d{6}Z-[a-z0-9-]+`,
  String.raw`\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC`,
  String.raw`\d[\d.,]* [KM]B`,
  String.raw`(?<![A-Za-z\d])\d+(?:[.,]\d+)*`,
];
/** A line for any lines, also none. */
const ANY_LINES = '…';

/**
 * The paragraphs that should have been shown, in this order, and were not. Each has to be a whole one of the output: a line more or less
 * counts. What varies, and the width of columns, may differ.
 */
export function missingParagraphs(paragraphs: readonly string[], output: string): string[] {
  const shown = paragraphsOf(output);
  let from = 0;
  return paragraphs.filter((paragraph) => {
    const pattern = patternOf(paragraph);
    const place = shown.findIndex((each, at) => at >= from && pattern.test(`${each}\n`));
    if (place >= 0) from = place + 1;
    return place < 0;
  });
}

function paragraphsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .join('\n')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}

function patternOf(paragraph: string): RegExp {
  const lines = paragraph.split('\n').map((line) => (line === ANY_LINES ? '(.*\\n)*' : `${lineOf(line)}\\n`));
  return new RegExp(`^${lines.join('')}$`);
}

function lineOf(line: string): string {
  // Split by what varies, in brackets: every other part is a match.
  const parts = line.split(new RegExp(`(${VARYING.join('|')})`));
  return parts
    .map((part, at) =>
      at % 2 === 0 ? RegExp.escape(part) : VARYING.find((each) => new RegExp(`^${each}$`).test(part))!,
    )
    .join('');
}
