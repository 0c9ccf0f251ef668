const HIDDEN = '***';
/** What is shorter stands in every text. */
const SHORTEST = 3;

/** Hides secrets in texts, however they are written there: as they are, in a URL, or in JSON. */
export function masking(secrets: Iterable<string>): (text: string) => string {
  const written = new Set(
    [...secrets].filter(({ length }) => length >= SHORTEST).flatMap((secret) => waysToWrite(secret)),
  );
  const longestFirst = [...written].toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((safe, each) => safe.replaceAll(each, HIDDEN), text);
}

function waysToWrite(secret: string): string[] {
  const inUrl = encodeURIComponent(secret.toWellFormed());
  return [secret, inUrl, inUrl.replaceAll('%20', '+'), JSON.stringify(secret).slice(1, -1)];
}
