import type { Look } from '../lib/request.ts';

/**
 * The part of GJSON's paths that scenarios use, for tests outside k6: "a.b", "a.0", "a.#" (how many), "a.#.b" (of each
 * that has it), "a.@keys.0".
 */
export function lookInto(text: string): Look {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return () => undefined;
  }
  return (path) => valueAt(root, path.split('.'));
}

function valueAt(value: unknown, [first, ...rest]: string[]): unknown {
  if (first === undefined) return value;
  if (first === '@keys') return valueAt(isObject(value) ? Object.keys(value) : [null], rest);
  if (first === '#') {
    if (!Array.isArray(value)) return undefined;
    if (rest.length === 0) return value.length;
    return value.map((each) => valueAt(each, rest)).filter((each) => each !== undefined);
  }
  return isObject(value) ? valueAt(value[first], rest) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
