/*
 * Expressions that tests evaluate in a page. They are texts, not functions, because otherwise the types of the DOM would be in scope
 * in the whole project.
 */

/** number: by how much the page is wider than its screen, in pixels. */
export const OVERFLOW = `document.documentElement.scrollWidth - document.documentElement.clientWidth`;

/** string[]: texts in visible drawings that overlap or stick out of their drawing. A halo may lie under its own text. */
export const BAD_TEXTS = `(() => {
  const bad = [];
  for (const svg of document.querySelectorAll('main svg[role=img]')) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')]
      .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }))
      .filter(({ words, box }) => words !== '' && box.width > 0);
    for (const [i, one] of texts.entries()) {
      if (one.box.left < frame.left - 2 || one.box.right > frame.right + 2) bad.push('out: ' + one.words);
      for (const other of texts.slice(i + 1)) {
        if (one.words === other.words && Math.abs(one.box.left - other.box.left) < 1) continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 1 && down > 3) bad.push(svg.querySelector('title').textContent + ': ' + one.words + ' / ' + other.words);
      }
    }
  }
  return bad;
})()`;

/** number: the rendered size of the smallest text in a visible drawing, in pixels. */
export const SMALLEST_TEXT = `Math.min(...[...document.querySelectorAll('svg[role=img] text')]
  .filter((text) => text.getClientRects().length > 0)
  .map((text) => {
    const svg = text.closest('svg');
    return parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  }))`;

/** number[]: the number of visible drawings of each figure that has any. */
export const DRAWINGS_SHOWN = `[...document.querySelectorAll('figure:has(svg.chart)')].map(
  (figure) => [...figure.querySelectorAll('svg.chart')].filter((svg) => svg.getClientRects().length > 0).length)`;

/** string[]: sentences outside of tables that do not end at the edge of the screen, where nothing but a wide drawing or table may. */
export const SENTENCES_BEYOND_SCREEN = `[...document.querySelectorAll('h1, h2, h3, p, li, dt, dd, summary, figcaption')]
  .filter((words) => words.closest('table') === null && words.getClientRects().length > 0)
  .filter((words) => words.scrollWidth > words.clientWidth + 1 && words.clientWidth > 0
    || words.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((words) => words.tagName + ': ' + words.textContent.trim().slice(0, 60))`;

/** string[]: cells of tables that are so narrow that a sentence in them has one or two words in a line. */
export const SQUEEZED_CELLS = `[...document.querySelectorAll('td, th')]
  .filter((cell) => cell.getClientRects().length > 0 && cell.innerText.length > 40)
  .filter((cell) => cell.getBoundingClientRect().width < 120)
  .map((cell) => Math.round(cell.getBoundingClientRect().width) + ' px: ' + cell.innerText.slice(0, 60))`;

/** [background, text]: the colours of the page. */
export const PAGE_COLORS = `(() => {
  const style = getComputedStyle(document.body);
  return [style.backgroundColor, style.color];
})()`;

export const UNFOLD_ALL = `for (const details of document.querySelectorAll('details')) details.open = true;`;
export const FOLD_ALL = UNFOLD_ALL.replace('true', 'false');

/** string[]: what can be clicked and is smaller than 24 pixels in either direction, unless it stands within a sentence. */
export const SMALL_TARGETS = `[...document.querySelectorAll('a, button, summary')]
  .filter((target) => target.closest('p, li div, td, th') === null || target.matches('summary, button'))
  .map((target) => ({ target, box: target.getBoundingClientRect() }))
  .filter(({ box }) => box.width > 0 && (box.height < 23.5 || box.width < 23.5))
  .map(({ target, box }) => target.tagName + ' ' + Math.round(box.width) + ' x ' + Math.round(box.height) + ': ' + target.textContent.trim().slice(0, 40))`;

/**
 * { name, isColumnKept, isRoomLeft, isMarked }[]: the tables that are too wide for the screen: whether the first column stays when the
 * others scroll, and leaves them room; and whether a shadow at the edge, which a layer that scrolls along covers at the end, shows that
 * there is more.
 */
export const SCROLLING_TABLES = `[...document.querySelectorAll('.scroll')]
  .filter((frame) => frame.checkVisibility() && frame.scrollWidth > frame.clientWidth + 1)
  .map((frame) => {
    const first = frame.querySelector('tbody tr > :first-child:not([colspan])');
    const { backgroundImage, backgroundAttachment } = getComputedStyle(frame);
    frame.scrollLeft = frame.scrollWidth;
    const kept = Math.abs(first.getBoundingClientRect().left - frame.getBoundingClientRect().left) < 1;
    frame.scrollLeft = 0;
    return {
      name: frame.getAttribute('aria-label'),
      isColumnKept: getComputedStyle(first).position === 'sticky' && kept,
      isRoomLeft: first.clientWidth < frame.clientWidth * 2 / 3,
      isMarked: backgroundImage.split('linear-gradient').length === 3 && backgroundAttachment === 'local, scroll',
    };
  })`;

/** string[]: the margins of a printed page that say something, and what. */
export const PAGE_MARGINS = `[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule instanceof CSSPageRule)
  .flatMap((rule) => [...rule.cssRules].map(({ name, style }) => name + ': ' + style.content))`;

/** string[]: what a page break may cut in two although it belongs together. */
export const CUT_ON_PAPER = `[...document.querySelectorAll('figure, tr, .verdict, .promises tbody')]
  .filter((whole) => whole.checkVisibility() && getComputedStyle(whole).breakInside !== 'avoid')
  .map((whole) => whole.outerHTML.slice(0, 120))`;

/** { isLong, isShown }[]: what is folded. Whole statements, and checks that held, are long. */
export const FOLDED_ON_PAPER = `[...document.querySelectorAll('main details')]
  .filter((details) => details.checkVisibility() && details.parentElement.closest('details') === null)
  .map((details) => ({
    isLong: details.matches('.sql, .checks-held'),
    isShown: [...details.children].filter((part) => part.tagName !== 'SUMMARY').some((part) => part.checkVisibility()),
  }))`;

/** string[]: drawings without a style sheet: those that are not as large as their attributes say. */
export const MISSIZED_DRAWINGS = `[...document.querySelectorAll('svg')]
  .map((svg) => ({ svg, box: svg.getBoundingClientRect() }))
  .filter(({ svg, box }) => box.width > 0
    && (Math.abs(box.width - svg.getAttribute('width')) > 1 || Math.abs(box.height - svg.getAttribute('height')) > 1))
  .map(({ svg }) => svg.outerHTML.slice(0, 120))`;

/** string[]: visible shapes and texts that are filled with black, as those without a colour are: no drawing of ours has any. */
export const BLACK_SHAPES = `[...document.querySelectorAll('svg :is(path, rect, circle, text)')]
  .filter((shape) => shape.getClientRects().length > 0 && getComputedStyle(shape).fill === 'rgb(0, 0, 0)')
  .map((shape) => shape.outerHTML.slice(0, 120))`;

/** { error, cases }: the result of parsing an XML text. */
export function readXml(xml: string): string {
  return `(() => {
    const read = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
    return {
      error: read.querySelector('parsererror')?.textContent ?? null,
      cases: read.querySelectorAll('testcase').length,
    };
  })()`;
}
