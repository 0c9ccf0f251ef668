import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Axe-core looks at every element. A drawing is one image with a name, so its parts need not be looked at, or drawn again afterwards. */
const WITHOUT_PARTS = `for (const svg of document.querySelectorAll('svg')) {
  for (const part of [...svg.children]) if (!part.matches('title, desc')) part.remove();
}`;

/**
 * Of rows, entries and figures that differ in nothing but their words, in the same place, one is enough: what axe-core finds depends on
 * elements, classes and attributes.
 */
const WITHOUT_REPEATS = `{
  const own = (element) => element.tagName + '.' + (element.getAttribute('class') ?? '')
    + element.getAttributeNames().filter((name) => name !== 'class').sort();
  const inside = (element) => own(element) + '(' + [...element.children].map(inside) + ')';
  const around = (element) => element === null ? '' : own(element) + '<' + around(element.parentElement);
  const seen = new Set();
  for (const element of document.querySelectorAll('tr, li, figure, .glossary > *')) {
    const shape = inside(element) + '<' + around(element.parentElement);
    if (seen.has(shape)) element.remove();
    else seen.add(shape);
  }
}`;

/** What axe-core finds wrong with a page as it is shown, as lines of a rule and an element. Empties the drawings, and removes what repeats. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(`${WITHOUT_PARTS} ${WITHOUT_REPEATS}`);
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, {
    resultTypes: ['violations'],
    rules: { 'target-size': { enabled: true } },
  }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))))`);
}
