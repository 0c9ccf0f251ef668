import { gjsonPath, type JsonObject, objectOf } from './json.ts';
import { merged, typeOf } from './merged-schema.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import type { ApiOperation } from './openapi-operations.ts';
import { wordsOf } from './sounds-secret.ts';

/** Where the value of a path parameter comes from. */
export type Producer = { operation: ApiOperation; path: string };

/** The operations that may yield a value, to look them up in. */
export class Producers {
  readonly #linked: readonly ApiOperation[];
  readonly #byShape: ReadonlyMap<string, ApiOperation[]>;
  readonly #byLastWord: ReadonlyMap<string, ApiOperation[]>;

  constructor(operations: readonly ApiOperation[]) {
    this.#linked = operations.filter(({ links }) => links.length > 0);
    const answering = operations.filter(({ responseSchema }) => responseSchema !== undefined);
    this.#byShape = Map.groupBy(answering, ({ path }) => shapeOfPath(path));
    this.#byLastWord = Map.groupBy(
      answering.filter(({ path }) => !path.includes('{')),
      ({ path }) => lastWordOf(path),
    );
  }

  /**
   * The operation in whose response the value of a path parameter is: by a link of the description, or by the list that the parameter picks
   * from ("/pets" for "/pets/{petId}").
   * @param mayCome whether an operation can be sent before `consumer`
   */
  of(
    document: OpenApiDocument,
    consumer: ApiOperation,
    parameter: string,
    mayCome: (operation: ApiOperation) => boolean,
  ): Producer | null {
    for (const operation of this.#linked) {
      const path = linkedPath(operation, consumer, parameter);
      if (path !== null && mayCome(operation)) return { operation, path };
    }
    const collection = collectionOf(consumer.path, parameter);
    const lists = [
      ...(this.#byShape.get(shapeOfPath(collection)) ?? []),
      ...(this.#byLastWord.get(lastWordOf(collection)) ?? []),
    ];
    for (const operation of lists) {
      if (namesOf(operation.path).includes(parameter) || !mayCome(operation)) continue;
      const path = pathTo(document, operation.responseSchema, parameter, ownerOf(collection), 'list');
      if (path !== null) return { operation, path };
    }
    return null;
  }
}

/** The names of the parameters of a path, in order. */
export function namesOf(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
}

/** "/pets" of the parameter in "/pets/{petId}/photos". */
export function collectionOf(path: string, parameter: string): string {
  return path.slice(0, path.lastIndexOf('/', path.indexOf(`{${parameter}}`)));
}

/** The path without the names of its parameters. */
export function shapeOfPath(path: string): string {
  return path.replace(/\{[^}]+\}/g, '{}');
}

function lastWordOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** "pet" of "/shops/{shopId}/pets". */
function ownerOf(collection: string): string {
  const last = collection.split('/').findLast((segment) => !segment.startsWith('{')) ?? '';
  return wordsOf(last)
    .join(' ')
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^s])s$/, '$1');
}

/** A link names the parameter of the other operation and where its value is: "$response.body#/id". */
function linkedPath({ links }: ApiOperation, consumer: ApiOperation, parameter: string): string | null {
  for (const link of links) {
    const target = link.operationId;
    if (typeof target !== 'string' || target !== consumer.operationId) continue;
    const expression = objectOf(link.parameters)[parameter];
    const [, pointer] = /^\$response\.body#(\/.*)$/.exec(String(expression)) ?? [];
    if (pointer !== undefined) return gjsonPath(pointer.slice(1).split('/').map(stepOf));
  }
  return null;
}

function stepOf(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~');
}

const DEEPEST = 3;

/** Whether a value is in the items of a list, or in an object that there is once. */
type Place = 'list' | 'single';

/** The path to the field that a parameter is about in the objects of a response, the outermost first. */
export function pathTo(
  document: OpenApiDocument,
  schema: unknown,
  parameter: string,
  owner: string,
  place: Place,
): string | null {
  const objects = objectsIn(document, schema).filter(
    ({ steps }) => steps.includes(null) === (place === 'list'),
  );
  for (const { steps, properties } of objects) {
    const property = propertyFor(Object.keys(properties), parameter, owner);
    if (property !== null) return gjsonPath([...steps, property]);
  }
  return null;
}

type Found = { steps: (string | null)[]; properties: JsonObject };

/** The objects of each response, which is looked through once. */
const known = new WeakMap<JsonObject, Found[]>();
/** No response has so many objects in it; one whose schemas contain each other many times over seems to. */
const MOST_OBJECTS = 2_000;

/** The objects in a response, the outermost first. */
function objectsIn(document: OpenApiDocument, schema: unknown): Found[] {
  const { value: whole } = document.resolve(schema);
  const before = known.get(whole);
  if (before) return before;
  const found: Found[] = [];
  const seen = { single: new Set<JsonObject>(), list: new Set<JsonObject>() };
  let level: { schema: unknown; steps: (string | null)[] }[] = [{ schema: whole, steps: [] }];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const below: typeof level = [];
    for (const { schema: each, steps } of level) {
      const node = merged(document, document.resolve(each).value);
      // The same object further inside has nothing that is not found further outside.
      const like = seen[steps.includes(null) ? 'list' : 'single'];
      if (like.has(node)) continue;
      like.add(node);
      const type = typeOf(node);
      if (type === 'array') below.push({ schema: node.items, steps: [...steps, null] });
      if (type !== 'object' || found.length >= MOST_OBJECTS) continue;
      const properties = objectOf(node.properties);
      found.push({ steps, properties });
      if (steps.includes(null)) continue;
      for (const [key, property] of Object.entries(properties))
        if (below.length < MOST_OBJECTS && isNested(document, property))
          below.push({ schema: property, steps: [...steps, key] });
    }
    level = below;
  }
  known.set(whole, found);
  return found;
}

function isNested(document: OpenApiDocument, schema: unknown): boolean {
  return ['array', 'object'].includes(typeOf(document.resolve(schema).value));
}

/** "id" for {petId} of pets, "slug" for {slug}, "number" for {orderNumber}. */
function propertyFor(properties: readonly string[], parameter: string, owner: string): string | null {
  const wanted = wordsOf(parameter).join(' ');
  const last = wordsOf(parameter).at(-1) ?? '';
  const isId = last === 'id' || last === 'uuid' || wanted === 'key';
  const accepted = [wanted, ...(isId ? [`${owner} id`, 'id', 'uuid'] : []), last === wanted ? '' : last];
  const inWords = properties.map((property) => wordsOf(property).join(' '));
  for (const words of accepted) {
    const place = words === '' ? -1 : inWords.indexOf(words);
    if (place >= 0) return properties[place]!;
  }
  return null;
}
