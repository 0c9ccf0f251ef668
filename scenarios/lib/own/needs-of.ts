import type { Route, System } from '../route.ts';

/** A brace that means itself, a reference to an environment variable, or a name. */
const NAME = /\{\{|\$\{[A-Z_][A-Z0-9_]*\}|\{([^{}]+)\}/g;

/** The names of the values that a request is filled in with, and that its checks compare with. */
export function namesIn({ captures: _, ...route }: Route): string[] {
  const names = new Set<string>();
  visit(route, (text) => {
    for (const [, name] of text.matchAll(NAME)) if (name !== undefined) names.add(name);
  });
  return [...names];
}

/** By route and page: the values that a user must have before it can be sent. A page captures some of its own. */
export function needsOf({ routes, pages = {} }: System): Record<string, string[]> {
  const needs: Record<string, string[]> = {};
  for (const [page, groups] of Object.entries(pages)) {
    const needed = new Set<string>();
    const captured = new Set<string>();
    for (const group of groups) {
      const sent = group.flatMap((key) => routes[key] ?? []);
      for (const name of sent.flatMap(namesIn)) if (!captured.has(name)) needed.add(name);
      for (const { captures = {} } of sent) for (const name of Object.keys(captures)) captured.add(name);
    }
    needs[page] = [...needed];
  }
  for (const [key, route] of Object.entries(routes)) needs[key] = namesIn(route); // of two with one name, the route is sent
  return needs;
}

function visit(value: unknown, take: (text: string) => void): void {
  if (typeof value === 'string') take(value);
  else if (typeof value === 'object' && value !== null)
    for (const each of Object.values(value)) visit(each, take);
}
