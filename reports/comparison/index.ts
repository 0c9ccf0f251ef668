import type { ComparisonData } from './comparison-data.ts';
import { renderComparisonMarkdown } from './markdown.ts';
import { comparisonPage } from './page.ts';

export type { ComparisonData } from './comparison-data.ts';

/** The contents of comparison.html and comparison.md. */
export type ComparisonReports = { html: string; markdown: string };

/** Draws a comparison in every format. The same data gives the same bytes; asynchronous only because Vega is. */
export async function renderComparison(data: ComparisonData): Promise<ComparisonReports> {
  return { html: await comparisonPage(data), markdown: renderComparisonMarkdown(data) };
}
