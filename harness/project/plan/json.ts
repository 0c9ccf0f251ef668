/** A JSON object whose contents have not been checked. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A path in GJSON syntax. A number is a place in a list, null any place. */
export function gjsonPath(steps: readonly (JsonStep | null)[]): string {
  return steps
    .map((step) => {
      if (step === null) return '#';
      return typeof step === 'number' ? String(step) : step.replace(/[^\p{L}\p{N}_ -]/gu, '\\$&');
    })
    .join('.');
}

/** A name in an object, or a place in a list. */
export type JsonStep = string | number;

/** Nothing that people or programs send is nested deeper, and what walks through it may go so deep. */
export const DEEPEST_JSON = 300;

/** The value of a JSON text; undefined if it is none, or nested too deeply. */
export function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isNestedDeeply(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether a value goes deeper than 300 levels. One that contains itself does. */
export function isNestedDeeply(value: unknown): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > DEEPEST_JSON) return true;
    level = [...new Set(level.flatMap((each) => Object.values(each).filter(isContainer)))];
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const MOST_LEAVES = 20_000;

/** The texts and numbers in a JSON value, as texts, the outermost first. Of a huge value only the first. */
export function jsonLeaves(json: unknown): { steps: JsonStep[]; text: string }[] {
  const leaves: { steps: JsonStep[]; text: string }[] = [];
  let level: { value: unknown; steps: JsonStep[] }[] = [{ value: json, steps: [] }];
  while (level.length > 0 && leaves.length < MOST_LEAVES) {
    const below: typeof level = [];
    for (const { value, steps } of level) {
      if (typeof value === 'string' || typeof value === 'number') leaves.push({ steps, text: String(value) });
      else if (typeof value === 'object' && value !== null) {
        for (const [key, each] of Object.entries(value))
          below.push({ value: each, steps: [...steps, Array.isArray(value) ? Number(key) : key] });
      }
    }
    level = below;
  }
  return leaves;
}
