import { invalidConfig } from './invalid-config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([A-Z_][A-Z0-9_]*)\}/g;
const REFERENCES = /(\$\{[A-Z_][A-Z0-9_]*\})/;

/** Whether a text holds a reference to an environment variable: "${NAME}". */
export function refersToEnvironment(text: string): boolean {
  return text.search(REFERENCE) >= 0;
}

/** The names of the environment variables that any text in a value refers to. */
export function variablesIn(value: unknown): string[] {
  const names = new Set<string>();
  mapTexts(value, (text) => {
    for (const [, name] of text.matchAll(REFERENCE)) names.add(name!);
    return text;
  });
  return [...names];
}

/**
 * Data with the values of environment variables in place of "${NAME}" in every text, whatever it is nested in.
 * @param escape what is done to a value, so that it means itself where it is filled in
 * @param written how a value is written, so that it means itself where it is filled in
 * @throws ProofloadError CONFIG_INVALID when a variable is not set
 */
export function filledFromEnvironment<T>(
  data: T,
  env: Environment,
  where: string,
  written: (value: string) => string = (value) => value,
): T {
  return mapTexts(data, (text) =>
    text.replaceAll(REFERENCE, (_, name: string) => {
      const value = env[name];
      if (value === undefined || value === '')
        throw invalidConfig(
          where,
          `the environment variable ${name} is not set`,
          `Set it before you start: export ${name}=... Its value is never written to a report or a log.`,
        );
      return written(value);
    }),
  ) as T;
}

/** In a template of a request, a brace would begin the name of a value. */
export const inTemplate = (value: string): string => value.replaceAll('{', '{{');

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]));
}

/** A text that means itself in a template of a request, except for its references to environment variables. */
export function literalTemplate(text: string): string {
  return text
    .split(REFERENCES)
    .map((piece, at) => (at % 2 === 0 ? inTemplate(piece) : piece))
    .join('');
}
