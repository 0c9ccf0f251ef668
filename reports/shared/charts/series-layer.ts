/*
 * Vega makes the name of a layer part of its classes, and it must be unique in a specification. The names of layers that belong to a series
 * of the legend are kept in the drawing, as `data-series`; the rest of the classes is removed.
 */

const KEY = '[a-z0-9]+';

/** The name of the layer that draws a part of a series. `off`: it is not seen until a reader switches it on. */
export function seriesLayer(series: string, part: string, off = false): string {
  return `${off ? 'off' : 'on'}_${series}_${part}`;
}

const LAYER_CLASS = new RegExp(` class="[^"]*\\b(on|off)_(${KEY})_${KEY}_(?:marks|pathgroup)"`);

/** Replaces the class of such a layer in a tag by the key of its series. */
export function withSeries(tag: string): string {
  return tag.replace(
    LAYER_CLASS,
    (_, state, series) => ` data-series="${series}"${state === 'off' ? ' display="none"' : ''}`,
  );
}
