import { writeFile } from 'node:fs/promises';
import type { ReportIndex } from '../model/report-index.ts';
import { writingTo } from '../store/disk.ts';
import { type IndexFiles, writeReportIndex } from '../store/index.ts';

/** Writes an index: the document, its page and its Markdown. @throws ProofloadError DISK_FULL, PATH_UNUSABLE */
export async function drawIndex(files: IndexFiles, index: ReportIndex): Promise<void> {
  const { renderIndex } = await import('../../reports/index/index.ts'); // loads the chart library only when it is needed
  const { html, markdown } = await renderIndex(index);
  await writeReportIndex(files, index);
  await writingTo(files.folder, () =>
    Promise.all([writeFile(files.htmlFile, html), writeFile(files.markdownFile, markdown)]),
  );
}
