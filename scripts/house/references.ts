import { posix } from 'node:path';

type Document = { path: string; text: string };

/** The index of the documents. */
export const DOCUMENTS_INDEX = 'docs/README.md';

/** The folder of decisions, and the index that lists them. */
export const DECISIONS_FOLDER = 'docs/adr';
export const DECISIONS_INDEX = `${DECISIONS_FOLDER}/README.md`;

const STATUS = /\| (accepted|superseded by \[\d+\]\([^)]+\)) \|$/;

/** "docs/adr/0030", "../adr/0030-guardian.md", "ADR 30" and "ADRs 30". */
const DECISION_NUMBER = /\badr\/(\d{4})\b|\bADRs? (\d{1,4})\b/g;

const LINK = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g;

/** @returns one line for each mention of a decision that does not exist */
export function unknownDecisions(documents: readonly Document[], paths: readonly string[]): string[] {
  const known = new Set(decisionsIn(paths).map(numberOf));
  return mentions(documents, DECISION_NUMBER, (path, [found, fourDigits, plain]) =>
    known.has(Number(fourDigits ?? plain)) ? null : `${path} mentions ${found}, which does not exist`,
  );
}

/** @returns one line for each decision that the index lacks, lists twice, or gives no status */
export function indexDefects(index: string, paths: readonly string[]): string[] {
  const rows = index.split('\n').filter((line) => line.startsWith('|'));
  return decisionsIn(paths).flatMap((path) => {
    const name = posix.basename(path);
    const [row, ...others] = rows.filter((line) => line.startsWith(`| [${numberOf(path)}. `));
    if (!row || others.length > 0) return [`${DECISIONS_INDEX} lists ${name} ${row ? 'twice' : 'nowhere'}`];
    if (!row.includes(`](${name})`)) return [`${DECISIONS_INDEX} links to another page instead of ${name}`];
    if (!STATUS.test(row)) return [`${DECISIONS_INDEX} gives ${name} no status`];
    return [];
  });
}

/** @returns one line for each document in the folder of an index to which the index has no link */
export function unlistedDocuments(index: Document, paths: readonly string[]): string[] {
  const folder = posix.dirname(index.path);
  return paths
    .filter((path) => posix.dirname(path) === folder && path.endsWith('.md') && path !== index.path)
    .filter((path) => !index.text.includes(`](${posix.basename(path)})`))
    .map((path) => `${index.path} does not list ${posix.basename(path)}`);
}

/** @returns one line for each relative link of a Markdown file to a file, a folder or a heading that does not exist */
export function deadLinks(documents: readonly Document[], exists: (path: string) => boolean): string[] {
  const markdown = documents.filter(({ path }) => path.endsWith('.md'));
  const anchorsOf = new Map(markdown.map(({ path, text }) => [path, anchorsIn(text)]));
  const fileOf = (path: string) => path.replace(/:\d+$/, '');
  return mentions(markdown, LINK, (path, [, link = '', anchor]) => {
    const target = link === '' ? fileOf(path) : posix.join(posix.dirname(path), link);
    if (link !== '' && !exists(target)) return `${path} links to ${link}, which does not exist`;
    const anchors = anchorsOf.get(target);
    return anchor === undefined || anchors === undefined || anchors.has(anchor)
      ? null
      : `${path} links to ${link}#${anchor}, which has no such heading`;
  });
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsIn(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function mentions(
  documents: readonly Document[],
  pattern: RegExp,
  defectOf: (path: string, match: RegExpMatchArray) => string | null,
): string[] {
  return documents.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(pattern)].flatMap((match) => defectOf(`${path}:${index + 1}`, match) ?? []),
      ),
  );
}

function decisionsIn(paths: readonly string[]): string[] {
  return paths.filter((path) => path.startsWith(`${DECISIONS_FOLDER}/`) && path !== DECISIONS_INDEX);
}

function numberOf(path: string): number {
  return Number(posix.basename(path).slice(0, 4));
}
