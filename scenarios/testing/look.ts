/**
 * The subset of GJSON's path syntax that scenarios use, for tests outside k6: "a.b", "a.0", "a.#" (the length), "a.#.b" (b of
 * each item that has it), "a.@keys.0". Undefined where there is no value.
 */
export function valueAt(value: unknown, path: string): unknown {
  return valueBelow(value, path.split('.'));
}

function valueBelow(value: unknown, [first, ...rest]: string[]): unknown {
  if (first === undefined) return value;
  if (first === '@keys') return valueBelow(isObject(value) ? Object.keys(value) : [null], rest);
  if (first === '#') {
    if (!Array.isArray(value)) return undefined;
    if (rest.length === 0) return value.length;
    return value.map((each) => valueBelow(each, rest)).filter((each) => each !== undefined);
  }
  return isObject(value) ? valueBelow(value[first], rest) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
