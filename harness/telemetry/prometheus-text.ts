export type Labels = Record<string, string>;
export type Series = { name: string; labels: Labels; value: number };

/** One response of a /metrics route, by series as written there: `name{label="value"}`. */
export type Exposition = Map<string, Series>;

const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Record<string, string> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/**
 * Reads the requested metrics from the Prometheus text format, version 0.0.4. Everything else is skipped.
 * @param names of the metrics, with the suffixes _bucket, _sum and _count for histograms
 */
export function parseExposition(text: string, names: ReadonlySet<string>): Exposition {
  const series: Exposition = new Map();
  for (const line of text.split('\n')) {
    const nameEnd = line.search(/[{ ]/);
    const name = line.slice(0, nameEnd);
    if (nameEnd < 1 || !names.has(name)) continue;
    const keyEnd = line[nameEnd] === '{' ? endOfLabels(line, nameEnd) : nameEnd;
    if (keyEnd < 0) continue;
    const [valueText = ''] = line.slice(keyEnd).trim().split(' ');
    const value = valueText === '' ? Number.NaN : Number(valueText);
    if (Number.isNaN(value)) continue;
    const labels: Labels = {};
    for (const [, label = '', content = ''] of line.slice(nameEnd, keyEnd).matchAll(LABEL)) {
      labels[label] = content.replace(/\\./g, (escaped) => ESCAPES[escaped] ?? escaped);
    }
    series.set(line.slice(0, keyEnd), { name, labels, value });
  }
  return series;
}

/** The position after the closing brace that is not inside a quoted value; -1 if there is none. */
function endOfLabels(line: string, start: number): number {
  let isQuoted = false;
  for (let i = start; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === '"') isQuoted = !isQuoted;
    else if (line[i] === '}' && !isQuoted) return i + 1;
  }
  return -1;
}
