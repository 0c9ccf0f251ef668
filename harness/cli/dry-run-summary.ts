import type { DryRun, ShownRequest } from '../model/dry-run.ts';
import { formatCount, formatPercent } from '../model/format.ts';
import { describeLoads } from '../own/describe-loads.ts';
import { printable } from '../program/printable.mjs';
import { tooFewInWords } from '../verdict/too-few-requests.ts';
import { harmlessInCi } from './harmless-in-ci.ts';
import type { Shell } from './shell.ts';
import { painter, styleOf } from './style.ts';

const HOSTS: Record<DryRun['host'], string> = {
  loopback: 'this machine',
  own: 'yours, as the config says; still to be confirmed (--allow-host)',
  'not-listed': 'not listed in the config, so a load may not go there',
};
const LABEL_WIDTH = 10;

/** Prints what would be sent. */
export function showDryRun(shell: Shell, dryRun: DryRun): void {
  const paint = painter(styleOf(shell));
  const { name, tooSmallFor, routes, variables, scenario } = dryRun;
  const lines: [label: string, texts: string[]][] = [
    ['to', [printable(`${dryRun.url} (${HOSTS[dryRun.host]})`)]],
    ['as', usersInWords(dryRun)],
    ['load', [...describeLoads(dryRun), `about ${formatCount(dryRun.requests, 'request')} altogether`]],
    ['too small', tooSmallFor.map((each) => printable(tooFewInWords(each)))],
    ['requests', requestLines(routes)],
    ['scenario', scenario === null ? [] : [printable(`${scenario}, which may change all of this`)]],
    ['needs', variables.map(({ name, isSet }) => `${name} (${isSet ? 'set' : 'not set'})`)],
  ];
  shell.stdout.draw(`\n  ${paint('bold', printable(`${name}: this would be sent. Nothing was.`))}\n\n`);
  for (const [label, texts] of lines)
    for (const [at, text] of texts.entries())
      shell.stdout.draw(`  ${(at === 0 ? label : '').padEnd(LABEL_WIDTH)}${text}\n`);
  shell.stdout.draw('\n');
}

function usersInWords({ users, logIn }: DryRun): string[] {
  if (users === null) return ['one anonymous client, many times'];
  const last = logIn.at(-1);
  const loggedIn = last
    ? `, each of whom logs in first with ${printable(`${last.method} ${last.path}`)}`
    : '';
  return [`${formatCount(users, 'user')}${loggedIn}`, ...logIn.flatMap(bodyLines)];
}

const MOST_CHARACTERS = 160;

function bodyLines({ body }: ShownRequest): string[] {
  return body === null ? [] : [`       body ${shortened(body)}`];
}

function shortened(text: string): string {
  const shown = harmlessInCi(text);
  return shown.length <= MOST_CHARACTERS ? shown : `${shown.slice(0, MOST_CHARACTERS - 1)}…`;
}

function requestLines(routes: DryRun['routes']): string[] {
  const requests = routes.map(({ method, path }) => shortened(`${method} ${path}`));
  const width = Math.max(0, ...requests.map(({ length }) => length));
  return routes.flatMap(({ share, headerNames, path, example }, at) => {
    const more = headerNames.length === 0 ? '' : `  with ${shortened(headerNames.join(', '))}`;
    return [
      `${formatPercent(share).padStart(5)}  ${requests[at]!.padEnd(more === '' ? 0 : width)}${more}`,
      ...(example.path === path ? [] : [`       like ${shortened(example.path)}`]),
      ...bodyLines(example),
    ];
  });
}
