import type { PlanValue } from '../../model/plan.ts';
import { isObject, type JsonObject, listOf, objectOf } from './json.ts';
import { LeaveOut } from './leave-out.ts';
import { merged, typeOf } from './merged-schema.ts';
import { type Names, nameInTemplate } from './names.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { scalarRule } from './scalar-rule.ts';
import { literal, mapTexts } from './template.ts';

/** Below this depth only what is required is made. */
const DEEPEST_OPTIONAL = 5;
const MOST_ITEMS = 20;
/** Nothing real is nested so deep; a list of lists of lists without an end is. */
const DEEPEST = 30;
/** Nobody sends more fields at once; schemas that require each other several times ask for billions. */
const MOST_PARTS = 5_000;

/** Makes templates of values from schemas. Cycles end where a value may be left out. */
export class SchemaShapes {
  readonly #document: OpenApiDocument;
  readonly #names: Names;
  #parts = 0;
  /** what the names in the templates stand for */
  readonly values: Record<string, PlanValue> = {};

  constructor(document: OpenApiDocument, names: Names) {
    this.#document = document;
    this.#names = names;
  }

  /**
   * A JSON value with "{name}" for what varies.
   * @param name of what it is for, e.g. "customer.email"
   * @param shown an example of it, from what contains it; undefined: there is none
   * @throws LeaveOut
   */
  template(schema: unknown, name: string, path: readonly string[] = [], shown?: unknown): unknown {
    if (++this.#parts > MOST_PARTS) throw new LeaveOut(`it has more than ${MOST_PARTS} fields`);
    const { value, ref } = this.#document.resolve(schema);
    if (path.length > DEEPEST) return null;
    const within = ref === null ? path : [...path, ref];
    const node = merged(this.#document, value);
    if (node.const !== undefined) return mapTexts(node.const, literal);
    const said = objectOf(schema); // from OpenAPI 3.1 on, a reference may be followed by more
    const example = [
      shown,
      said.example,
      ...listOf(said.examples),
      node.example,
      ...listOf(node.examples),
    ].find((each) => each !== undefined);
    const type = typeOf(node);
    if (type === 'object') return this.#object(node, name, within, example);
    if (type === 'array') return this.#array(node, name, within, example);
    if (typeof example === 'object' && example !== null) return mapTexts(example, literal); // the schema does not say what it is
    return this.#leaf(example === undefined ? node : { ...node, example }, name);
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

  /** What an example has, if there is one, and else everything that the schema has. */
  #object(node: JsonObject, name: string, path: readonly string[], example: unknown): unknown {
    const required = new Set(listOf(node.required));
    const shown = isObject(example) ? example : null;
    const properties = objectOf(node.properties);
    const made: [key: string, value: unknown][] = [];
    for (const [key, property] of Object.entries(properties)) {
      const { value, ref } = this.#document.resolve(property);
      if (value.readOnly === true || objectOf(property).readOnly === true) continue;
      const isShown = shown !== null && Object.hasOwn(shown, key);
      const isOptional = !required.has(key);
      const isCycle = ref !== null && path.includes(ref);
      if (isShown && isCycle) {
        made.push([key, mapTexts(shown[key], literal)]);
        continue;
      }
      if (isOptional && shown !== null && !isShown) continue;
      const isDeep = path.length > DEEPEST_OPTIONAL && !isShown;
      if (isOptional && (isCycle || value.deprecated === true || isDeep)) continue;
      if (isCycle && path.filter((each) => each === ref).length > 1) continue; // has no end: no value fits
      if (isOptional && !isShown && this.#endsInCycle(value, path)) continue;
      const place = [...path, `.${key}`];
      made.push([key, this.template(property, below(name, key), place, isShown ? shown[key] : undefined)]);
    }
    const others = Object.entries(shown ?? {}).filter(([key]) => !Object.hasOwn(properties, key));
    if (node.additionalProperties !== false)
      made.push(...others.map(([key, value]): [string, unknown] => [key, mapTexts(value, literal)]));
    if (shown === null) made.push(...this.#anyKeys(node, name, path, made.length));
    return Object.fromEntries(made); // whatever their names are, "__proto__" too
  }

  /** Fields of a map, whose names the schema leaves open. */
  #anyKeys(node: JsonObject, name: string, path: readonly string[], count: number): [string, unknown][] {
    const { additionalProperties: of, maxProperties } = node;
    const least = typeof node.minProperties === 'number' ? node.minProperties - count : 0;
    const { ref } = this.#document.resolve(of);
    if (!isObject(of) || maxProperties === 0 || (ref !== null && path.includes(ref))) return [];
    const named = listOf(objectOf(node.propertyNames).enum).filter((each) => typeof each === 'string');
    const wanted = Math.min(Math.max(least, count === 0 ? 1 : 0), MOST_ITEMS);
    const keys =
      named.length > 0 ? named.slice(0, wanted) : Array.from({ length: wanted }, (_, i) => `key${i + 1}`);
    return keys.map((key) => [key, this.template(of, below(name, key), [...path, '.*'])]);
  }

  /** A list whose items lead back to what contains it. */
  #endsInCycle(value: JsonObject, path: readonly string[]): boolean {
    const { ref } = this.#document.resolve(value.items);
    return ref !== null && path.includes(ref);
  }

  #array(node: JsonObject, name: string, path: readonly string[], example: unknown): unknown {
    const shown = listOf(example);
    const place = [...path, '[]'];
    const first = listOf(node.prefixItems).map((each, i) => this.template(each, name, place, shown[i]));
    if (first.length > 0) return first;
    if (this.#endsInCycle(node, path)) return mapTexts(shown.slice(0, MOST_ITEMS), literal);
    const most = Math.min(typeof node.maxItems === 'number' ? node.maxItems : MOST_ITEMS, MOST_ITEMS);
    const least = typeof node.minItems === 'number' ? node.minItems : 1;
    const count = Math.max(0, Math.min(Math.max(1, least, shown.length), most));
    const allowed = listOf(merged(this.#document, this.#document.resolve(node.items).value).enum);
    if (node.uniqueItems === true && count > 1 && allowed.length > 0)
      return mapTexts(allowed.slice(0, count), literal);
    return Array.from({ length: count }, (_, i) => this.template(node.items ?? {}, name, place, shown[i]));
  }
}

function below(name: string, key: string): string {
  return name === '' ? key : `${name}.${key}`;
}
