/** A fenced block of a Markdown page, with the prose from the block before it, and up to the next one. */
export type Block = { language: string; text: string; before: string; after: string };

const FENCE = /^```(\w*)\n(.*?)^```$/gms;

/** The fenced blocks of a page, in order. */
export function blocksOf(markdown: string): Block[] {
  const found = [...markdown.matchAll(FENCE)];
  const proseUntil = (place: number) => {
    const previous = found[place - 1];
    const from = previous === undefined ? 0 : previous.index + previous[0].length;
    return markdown.slice(from, found[place]?.index).trim();
  };
  return found.map(([, language = '', text = ''], place) => ({
    language,
    text,
    before: proseUntil(place),
    after: proseUntil(place + 1),
  }));
}

/** The file that a block is to be saved as, as the sentence before it says: "Save this as `server.mjs`:". */
export function fileOf({ before }: Block): string | null {
  return /Save this as `([^`]+)`:$/.exec(before)?.[1] ?? null;
}
