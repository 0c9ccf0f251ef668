import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Axe-core looks at every element. A drawing is one image with a name, so its parts need not be looked at, or drawn again afterwards. */
const WITHOUT_PARTS = `for (const svg of document.querySelectorAll('svg')) {
  for (const part of [...svg.children]) if (!part.matches('title, desc')) part.remove();
}`;

/** What axe-core finds wrong with a page as it is shown, as lines of a rule and an element. Empties the drawings. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(WITHOUT_PARTS);
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, {
    resultTypes: ['violations'],
    rules: { 'target-size': { enabled: true } },
  }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))))`);
}
