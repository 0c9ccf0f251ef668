import type { ReportIndex } from '../../harness/model/report-index.ts';
import { renderIndexMarkdown } from './markdown.ts';
import { indexPage } from './page.ts';

/** The contents of an index as a page and as Markdown. */
export type IndexReports = { html: string; markdown: string };

/** Draws the index of several runs or experiments. The same index gives the same bytes; asynchronous only because Vega is. */
export async function renderIndex(index: ReportIndex): Promise<IndexReports> {
  return { html: await indexPage(index), markdown: renderIndexMarkdown(index) };
}
