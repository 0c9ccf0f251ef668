/** The widths of as many columns as fit side by side, with two spaces between them; the last ones matter least. */
export function fittingWidths(rows: readonly (readonly string[])[], room: number): number[] {
  const columns = Math.max(0, ...rows.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((cells) => (cells[column] ?? '').length)),
  );
  while (widths.length > 1 && widths.reduce((sum, width) => sum + width + 2, -2) > room) widths.pop();
  return widths;
}
