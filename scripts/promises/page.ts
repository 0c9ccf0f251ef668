import { posix } from 'node:path';
import { type BuiltPlatform, keptBy, type Ledger, type Promised } from './ledger.ts';

const FOLDER = 'docs';

/** docs/promises.md: every promise of every document, what keeps it, and how. */
export function promisesPage({ documents, promises }: Ledger, built: readonly BuiltPlatform[]): string {
  return `# Promises

Every promise of the design documents, by id: what implements or measures it, and how. Made from [ledger.json](ledger.json) and the code by
\`node scripts/promises/main.ts\`; a test fails when this page is out of date, when a target has no promise, or when nothing keeps a promise of a platform that is built.

\`npm start -- verify --all\` measures every target of the platforms that are built, and shows them on one page, \`runs/index.html\`. \`npm start -- compare --all --platform <slug>\` runs every experiment
of a platform, with those on the claims of its document: \`runs/experiments.html\`.
${documents
  .map(({ slug, title, about }) => {
    const of = built.find((platform) => platform.slug === slug);
    const rows = promises.filter(({ platform }) => platform === slug);
    return `
## ${title}

${capitalized(about)}.${of ? '' : ' **Not built yet.**'}

| id | kind | promise | ${of ? 'kept by | how' : 'status'} |
|---|---|---|---|${of ? '---|' : ''}
${rows.map((row) => rowOf(row, of)).join('\n')}
`;
  })
  .join('')}`;
}

function rowOf(promised: Promised, of: BuiltPlatform | undefined): string {
  const { id, kind, promise, gap } = promised;
  const kept = of ? keptBy(promised, of) : [];
  const how = [...new Set(kept.map((each) => each.how)), ...(gap ? [`**Missing:** ${gap}`] : [])];
  const files = kept.map(({ file }) => `[${posix.basename(file)}](${posix.relative(FOLDER, file)})`);
  const cells = of ? [files.join(', ') || '-', how.join('. ')] : ['not built yet'];
  return `| \`${id}\` | ${[kind, promise, ...cells].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
