import type { TopLevelSpec } from 'vega-lite';

/**
 * Draws a Vega-Lite specification: the contents of an `<svg>`, and its size. The same specification gives the same text:
 * specifications here use neither clips nor gradients, the only things that Vega numbers across drawings.
 */
export async function renderSpec(spec: TopLevelSpec): Promise<Drawing> {
  // Imported late, because they take as long to load as all the rest, and most commands draw nothing.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    const viewBox = /viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"/.exec(svg);
    const inside = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'));
    return { width: Number(viewBox?.[1]), height: Number(viewBox?.[2]), markup: shrink(inside) };
  } finally {
    view.finalize();
  }
}

export type Drawing = { width: number; height: number; markup: string };

/** Attributes that Vega writes on every element and no reader ever sees: three quarters of the bytes. */
const SUPERFLUOUS_ATTRIBUTES =
  / (?:class|role|aria-[a-z]+|pointer-events|font-family|opacity="1"|stroke-width="1"|transform="translate\(0,0\)")(?:="[^"]*")?/g;
const EMPTY_ELEMENTS = /<path(?: fill="none")?(?: d="(?:M0,0h0v0h0Z)?")?(?: display="none")?\/>/g;
const UNSEEN_TEXT = /<text[^>]* opacity="0"[^>]*>[^<]*<\/text>/g;
const PLAIN_GROUP = /<g>([^<]*(?:<(?!\/?g[ >])[^<]*)*)<\/g>/g;
const LONG_NUMBER = /\d+\.\d{2,}(?:e-\d+)?/g;

function shrink(svg: string): string {
  const lean = svg.replace(/<[a-z][^>]*>/g, (tag) =>
    tag
      .replace(SUPERFLUOUS_ATTRIBUTES, '')
      .replace(LONG_NUMBER, (number) => String(Math.round(Number(number) * 10) / 10)),
  );
  const seen = lean.replace(EMPTY_ELEMENTS, '').replace(UNSEEN_TEXT, '');
  return unwrap(seen);
}

/** Removes groups that group nothing, from the inside out. */
function unwrap(svg: string): string {
  for (let before = svg; ; ) {
    const after = before.replace(PLAIN_GROUP, '$1');
    if (after === before) return after;
    before = after;
  }
}
