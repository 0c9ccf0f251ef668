import { printableJson } from '../program/printable.mjs';

const WIDTH = 100;
const STEP = '  ';

/**
 * A JSON value as TypeScript code, over several lines where one would be long. Whatever its texts are, they are data in the code: nothing
 * ends a string early, hides a line or is evaluated.
 * @param indent of the line that it begins in
 */
export function codeOf(value: unknown, indent = ''): string {
  const short = inOneLine(value);
  if (indent.length + short.length <= WIDTH || !isNested(value)) return short;
  const deeper = indent + STEP;
  const lines = Array.isArray(value)
    ? value.map((each) => `${deeper}${codeOf(each, deeper)},\n`)
    : Object.entries(value).map(([key, each]) => `${deeper}${keyOf(key)}: ${codeOf(each, deeper)},\n`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join('')}${indent}${close}`;
}

function inOneLine(value: unknown): string {
  if (typeof value === 'string') return textOf(value);
  if (!isNested(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  const fields = Object.entries(value).map(([key, each]) => `${keyOf(key)}: ${inOneLine(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** JSON is a string of JavaScript too; this only chooses the quotes. */
function textOf(text: string): string {
  return `'${printableJson(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** `__proto__: x` would set the prototype, and computed it is a key like any other. */
function keyOf(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : textOf(key);
}
