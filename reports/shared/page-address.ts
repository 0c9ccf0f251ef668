/** The address of a page in a folder, relative to a page outside; null if the folder is not below that of the other page. */
export function pageAddress(folder: string | null, page: 'report.html' | 'comparison.html'): string | null {
  if (folder === null) return null;
  const parts = folder.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return null;
  return `./${parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/')}/${page}`;
}
