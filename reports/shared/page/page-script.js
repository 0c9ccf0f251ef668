// What a page can do where script may run: tables sort by a column, and series switch off and on. Without it, the page says the same.

for (const table of document.querySelectorAll('table[data-sortable]')) makeSortable(table);
for (const entry of document.querySelectorAll('.legend > [data-series]')) makeSwitch(entry);

/** A click on the name of a column sorts by it, a second one the other way round, a third one restores the order. */
function makeSortable(table) {
  const [body] = table.tBodies;
  const asDrawn = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  for (const [column, head] of heads.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    const orders = head.classList.contains('number')
      ? ['descending', 'ascending']
      : ['ascending', 'descending'];
    button.addEventListener('click', () => {
      const next = orders[orders.indexOf(head.getAttribute('aria-sort')) + 1];
      for (const each of heads) each.removeAttribute('aria-sort');
      if (next) head.setAttribute('aria-sort', next);
      body.append(...(next ? sorted(asDrawn, column, next === 'ascending' ? 1 : -1) : asDrawn));
    });
  }
}

/** Rows without a value in the column come last, whichever way it is sorted. */
function sorted(rows, column, sign) {
  const keyed = rows.map((row) => ({ row, key: keyOf(row.cells[column]) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
    if (typeof a.key === 'number' && typeof b.key === 'number') return sign * (a.key - b.key);
    return sign * String(a.key).localeCompare(String(b.key), 'en', { numeric: true });
  });
  return keyed.map(({ row }) => row);
}

/** The number that a cell is sorted by, the one it begins with, or its text; null: no value. */
function keyOf(cell) {
  const { by } = cell.dataset;
  if (by !== undefined) return by === '' ? null : Number(by);
  const text = cell.textContent.trim();
  const number = /^[≤≥<>×+-]?\s*([\d,]+(?:\.\d+)?)/.exec(text);
  if (number) return Number(number[1].replaceAll(',', ''));
  return cell.classList.contains('number') || text === '' ? null : text;
}

/** An entry of a legend becomes a button for its series, in all drawings that the legend is for. */
function makeSwitch(entry) {
  const drawn = () =>
    entry.closest('[data-charts]').querySelectorAll(`svg [data-series="${entry.dataset.series}"]`);
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...entry.childNodes);
  button.setAttribute('aria-pressed', String(!entry.hidden));
  entry.append(button);
  entry.hidden = false;
  button.addEventListener('click', () => {
    const isOn = button.getAttribute('aria-pressed') === 'false';
    button.setAttribute('aria-pressed', String(isOn));
    for (const series of drawn()) {
      if (isOn) series.removeAttribute('display');
      else series.setAttribute('display', 'none');
    }
  });
}
