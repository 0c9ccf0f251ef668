/** A constant text as a template: a brace in it begins neither a value nor, as in "${NAME}", an environment variable. */
export function literal(text: string): string {
  return text.replaceAll('{', '{{');
}

/** The names in a template, or in anything that contains templates, in order. */
export function namesIn(value: unknown): string[] {
  const names: string[] = [];
  mapTexts(value, (template) =>
    mapTemplate(template, {
      text: (text) => text,
      name(name) {
        names.push(name);
        return '';
      },
    }),
  );
  return names;
}

type TemplateParts = { text(text: string): string; name(name: string): string };

/** An escaped brace, an environment variable, or a name. */
const PIECE = /\{\{|\$\{[A-Z_][A-Z0-9_]*\}|\{([^}]+)\}/g;

/** Rewrites the constant pieces, without their escapes, and the names of a template. What replaces a name is itself a template. */
export function mapTemplate(template: string, { text, name }: TemplateParts): string {
  let result = '';
  let plain = '';
  let end = 0;
  const flush = (next: string) => {
    result += literal(text(plain)) + next;
    plain = '';
  };
  for (const match of template.matchAll(PIECE)) {
    plain += template.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === '{{') plain += '{';
    else flush(match[1] === undefined ? match[0] : name(match[1]));
  }
  plain += template.slice(end);
  flush('');
  return result;
}

/** Every text in a JSON value, mapped; keys stay as they are. */
export function mapTexts(value: unknown, map: (text: string) => unknown): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, map));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, map)]));
  }
  return value;
}

/** Anything that contains templates, with others in place of some of the names. */
export function filledIn<T>(value: T, templates: ReadonlyMap<string, string>): T {
  return mapTexts(value, (text) =>
    mapTemplate(text, { text: (plain) => plain, name: (name) => templates.get(name) ?? `{${name}}` }),
  ) as T;
}
