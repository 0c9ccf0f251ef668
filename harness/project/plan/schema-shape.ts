import type { PlanValue } from '../../model/plan.ts';
import { fakeKindOf } from './fake-kind.ts';
import { isObject, type JsonObject, listOf, objectOf } from './json.ts';
import { type Names, nameInTemplate } from './names.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { literal, mapTexts } from './template.ts';

/** A JSON value with "{name}" for what varies, and what each of these names stands for. */
export type Shape = { template: unknown; values: Record<string, PlanValue> };

/** A value that cannot be made up: a file. */
export class CannotMakeUp extends Error {}

/** Below this depth only what is required is made. */
const DEEPEST_OPTIONAL = 5;
const MOST_ITEMS = 20;
/** Nothing real is nested so deep; a list of lists of lists without an end is. */
const DEEPEST = 30;

/** Makes templates of values from schemas. Cycles end where a value may be left out. */
export class SchemaShapes {
  readonly #document: OpenApiDocument;
  readonly #names: Names;
  readonly values: Record<string, PlanValue> = {};

  constructor(document: OpenApiDocument, names: Names) {
    this.#document = document;
    this.#names = names;
  }

  /**
   * @param name of what it is for, e.g. "customer.email"
   * @throws CannotMakeUp
   */
  template(schema: unknown, name: string, path: readonly string[] = []): unknown {
    const { value, ref } = this.#document.resolve(schema);
    if (path.length > DEEPEST) return null;
    const within = ref === null ? path : [...path, ref];
    const node = merged(this.#document, value);
    if (node.const !== undefined) return mapTexts(node.const, literal);
    switch (typeOf(node)) {
      case 'object':
        return this.#object(node, name, within);
      case 'array':
        return this.#array(node, name, within);
      default:
        return this.#leaf(node, name);
    }
  }

  /** What a scalar varies over, under its name. */
  #leaf(node: JsonObject, name: string): unknown {
    const rule = scalarRule(node, name);
    if (rule === null) return null;
    if ('list' in rule && rule.list.length === 1) return mapTexts(rule.list[0], literal);
    return `{${this.add(name, rule)}}`;
  }

  /** @returns the name under which the value was added */
  add(name: string, rule: PlanValue): string {
    const given = this.#names.take(nameInTemplate(name));
    this.values[given] = rule;
    return given;
  }

  #object(node: JsonObject, name: string, path: readonly string[]): unknown {
    const required = new Set(listOf(node.required));
    const made: JsonObject = {};
    for (const [key, property] of Object.entries(objectOf(node.properties))) {
      const { value, ref } = this.#document.resolve(property);
      if (value.readOnly === true) continue;
      const isOptional = !required.has(key);
      const isCycle = ref !== null && path.includes(ref);
      if (isOptional && (isCycle || value.deprecated === true || path.length > DEEPEST_OPTIONAL)) continue;
      if (isCycle && path.filter((each) => each === ref).length > 1) continue; // has no end: no value fits
      if (isOptional && this.#endsInCycle(value, path)) continue;
      made[key] = this.template(property, name === '' ? key : `${name}.${key}`, [...path, `.${key}`]);
    }
    return made;
  }

  /** A list whose items lead back to what contains it. */
  #endsInCycle(value: JsonObject, path: readonly string[]): boolean {
    const { ref } = this.#document.resolve(value.items);
    return ref !== null && path.includes(ref);
  }

  #array(node: JsonObject, name: string, path: readonly string[]): unknown {
    const most = typeof node.maxItems === 'number' ? node.maxItems : MOST_ITEMS;
    const least = typeof node.minItems === 'number' ? node.minItems : 1;
    if (this.#endsInCycle(node, path)) return [];
    const count = Math.min(Math.max(1, least), most, MOST_ITEMS);
    return Array.from({ length: count }, () => this.template(node.items ?? {}, name, [...path, '[]']));
  }
}

/** One of the alternatives that a schema allows, and all parts that it consists of, in one. */
export function merged(document: OpenApiDocument, schema: JsonObject, depth = 0): JsonObject {
  if (depth > DEEPEST) return {};
  let made = schema;
  const alternative = [...listOf(schema.oneOf), ...listOf(schema.anyOf)].find(
    (each) => typeOf(document.resolve(each).value) !== 'null',
  );
  for (const part of [...listOf(schema.allOf), ...(alternative === undefined ? [] : [alternative])]) {
    const { value, ref } = document.resolve(part);
    const { oneOf, anyOf, allOf, ...own } = made;
    made = joined(own, merged(document, value, depth + 1));
    const kind = objectOf(schema.discriminator);
    if (part === alternative && typeof kind.propertyName === 'string') {
      const mapped = Object.entries(objectOf(kind.mapping)).find(([, target]) => target === ref)?.[0];
      const properties = {
        ...objectOf(made.properties),
        [kind.propertyName]: { const: mapped ?? ref?.split('/').at(-1) ?? '' },
      };
      made = { ...made, properties };
    }
  }
  return made;
}

function joined(one: JsonObject, other: JsonObject): JsonObject {
  return {
    ...other,
    ...one,
    ...((one.properties ?? other.properties) !== undefined && {
      properties: { ...objectOf(other.properties), ...objectOf(one.properties) },
    }),
    ...((one.required ?? other.required) !== undefined && {
      required: [...listOf(one.required), ...listOf(other.required)],
    }),
  };
}

/** The type of a schema, as it is said or as its keywords tell. */
export function typeOf(schema: JsonObject): string {
  const said = Array.isArray(schema.type) ? schema.type.find((type) => type !== 'null') : schema.type;
  if (typeof said === 'string') return said;
  if (isObject(schema.properties) || isObject(schema.additionalProperties)) return 'object';
  if (schema.items !== undefined) return 'array';
  if (typeof schema.minimum === 'number' || typeof schema.maximum === 'number') return 'number';
  return 'string';
}

/** How a scalar varies: null if nothing but null fits. */
export function scalarRule(schema: JsonObject, name: string): PlanValue | null {
  const allowed = listOf(schema.enum).filter(isScalar);
  if (allowed.length > 0) return { list: allowed };
  const examples = [schema.example, ...listOf(schema.examples), schema.default].filter(isScalar);
  switch (typeOf(schema)) {
    case 'null':
      return null;
    case 'boolean':
      return { list: [true, false] };
    case 'integer':
    case 'number':
      return numberRule(schema, examples);
    default:
      return textRule(schema, name, examples);
  }
}

function numberRule(schema: JsonObject, examples: (string | number | boolean)[]): PlanValue {
  const isWhole = typeOf(schema) === 'integer';
  const step = isWhole ? 1 : 0.01;
  const min =
    typeof schema.exclusiveMinimum === 'number' ? schema.exclusiveMinimum + step : numberOf(schema.minimum);
  const max =
    typeof schema.exclusiveMaximum === 'number' ? schema.exclusiveMaximum - step : numberOf(schema.maximum);
  if (examples.length > 0 && (min === null || max === null)) return { list: distinct(examples) };
  const low = min ?? Math.min(1, max ?? 1);
  const high = Math.max(low, Math.min(max ?? low + RANGE, low + MOST_RANGE));
  return isWhole
    ? { integer: { min: Math.ceil(low), max: Math.max(Math.ceil(low), Math.floor(high)) } }
    : { number: { min: low, max: high } };
}

const RANGE = 99;
const MOST_RANGE = 1_000_000;

function textRule(schema: JsonObject, name: string, examples: (string | number | boolean)[]): PlanValue {
  const format = typeof schema.format === 'string' ? schema.format : undefined;
  if (format === 'binary' || format === 'byte' || typeof schema.contentMediaType === 'string')
    throw new CannotMakeUp();
  const kind = typeof schema.pattern === 'string' ? null : fakeKindOf(name, format);
  if (kind === null && examples.length > 0) return { list: distinct(examples) };
  const maxLength = numberOf(schema.maxLength);
  const minLength = numberOf(schema.minLength) ?? 0;
  const byLength = minLength > 40 ? 'paragraph' : minLength > 8 ? 'sentence' : 'word';
  return { fake: kind ?? byLength, ...(maxLength !== null && maxLength > 0 && { maxLength }) };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function distinct<T>(values: T[]): T[] {
  return [...new Set(values)];
}
