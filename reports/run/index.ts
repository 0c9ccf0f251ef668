import { renderJunit } from './formats/junit.ts';
import { renderMarkdown } from './formats/markdown.ts';
import { reportPage } from './page/report-page.ts';
import type { ReportData } from './report-data.ts';

export type { ReportData } from './report-data.ts';

/** The contents of report.html, report.md and junit.xml. */
export type Reports = { html: string; markdown: string; junit: string };

/** Draws a run in every format. The same data gives the same bytes; asynchronous only because Vega is. */
export async function renderReports(data: ReportData): Promise<Reports> {
  return { html: await reportPage(data), markdown: renderMarkdown(data), junit: renderJunit(data) };
}
