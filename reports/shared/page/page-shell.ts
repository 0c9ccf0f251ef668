import { type Html, html, trustedMarkup } from './html.ts';
import { SCRIPT, SCRIPT_HASH } from './script.ts';
import { STYLE } from './style.ts';

/** Nothing may be loaded and no script but ours may run, whatever the texts of the run contain. */
const policy = (scripts: string) =>
  `default-src 'none'; script-src ${scripts}; style-src 'unsafe-inline'; img-src data:`;
const CONTENT_SECURITY_POLICY = policy(`'${SCRIPT_HASH}'`);
/** A page that Proofload itself serves may also run the script that is served with it, and ask there for figures. */
const LIVE_POLICY = `${policy(`'${SCRIPT_HASH}' 'self'`)}; connect-src 'self'`;

export type PageParts = {
  /** of the browser's tab */
  documentTitle: string;
  /** what the page is about, next to the product's name */
  subject: string;
  /** ids of the sections and their names */
  contents: readonly (readonly [string, string])[];
  main: Html;
  /** rules of this kind of page, after those of all pages */
  style?: string;
  /** served while a run goes on, and filled by its script; otherwise the page is one file */
  isLive?: true;
};

/** The page around its sections: one file that needs no network, and no script to be complete, unless it is live. */
export function pageShell({ documentTitle, subject, contents, main, style = '', isLive }: PageParts): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${isLive ? LIVE_POLICY : CONTENT_SECURITY_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Proofload">
<title>${documentTitle}</title>
<link rel="icon" href="data:,">
<style>${trustedMarkup(`${STYLE}\n${style}`)}</style>
</head>
<body>
<header class="masthead">
<p class="brand"><b>Proofload</b> <span>${subject}</span></p>
<nav aria-label="Sections">${contents.map(([id, name]) => html`<a href="#${id}">${name}</a> `)}</nav>
</header>
<main>
${main}
</main>
<script>${trustedMarkup(SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}
