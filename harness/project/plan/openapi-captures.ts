import { gjsonPath, type JsonObject, objectOf } from './json.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import type { ApiOperation } from './openapi-operations.ts';
import { merged, typeOf } from './schema-shape.ts';
import { wordsOf } from './sounds-secret.ts';

/** Where the value of a path parameter comes from. */
export type Producer = { operation: ApiOperation; path: string };

/**
 * The operation in whose response the value of a path parameter is: by a link of the description, or by the list that the parameter picks
 * from ("/pets" for "/pets/{petId}").
 * @param candidates may be sent before `consumer`, the best first
 */
export function producerOf(
  document: OpenApiDocument,
  consumer: ApiOperation,
  parameter: string,
  candidates: readonly ApiOperation[],
): Producer | null {
  for (const operation of candidates) {
    const linked = linkedPath(operation, consumer, parameter);
    if (linked !== null) return { operation, path: linked };
  }
  const collection = collectionOf(consumer.path, parameter);
  const ranked = candidates
    .filter((each) => each.responseSchema !== undefined && !namesOf(each.path).includes(parameter))
    .map((operation) => ({ operation, rank: rankOf(operation.path, collection) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank);
  for (const { operation } of ranked) {
    const path = pathTo(document, operation.responseSchema, parameter, ownerOf(collection), 'list');
    if (path !== null) return { operation, path };
  }
  return null;
}

/** The names of the parameters of a path, in order. */
export function namesOf(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
}

/** "/pets" of the parameter in "/pets/{petId}/photos". */
export function collectionOf(path: string, parameter: string): string {
  return path.slice(0, path.lastIndexOf('/', path.indexOf(`{${parameter}}`)));
}

function rankOf(path: string, collection: string): number {
  if (withoutNames(path) === withoutNames(collection)) return 2;
  const [last, wanted] = [path.split('/').at(-1), collection.split('/').at(-1)];
  return last === wanted && !path.includes('{') ? 1 : 0;
}

function withoutNames(path: string): string {
  return path.replace(/\{[^}]+\}/g, '{}');
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
  const objects = objectsIn(document, schema, [])
    .filter(({ steps }) => steps.includes(null) === (place === 'list'))
    .toSorted((a, b) => a.steps.length - b.steps.length);
  for (const { steps, properties } of objects) {
    const property = propertyFor(Object.keys(properties), parameter, owner);
    if (property !== null) return gjsonPath([...steps, property]);
  }
  return null;
}

type Found = { steps: (string | null)[]; properties: JsonObject };

function objectsIn(document: OpenApiDocument, schema: unknown, steps: (string | null)[]): Found[] {
  if (steps.length > DEEPEST) return [];
  const node = merged(document, document.resolve(schema).value);
  switch (typeOf(node)) {
    case 'array':
      return objectsIn(document, node.items, [...steps, null]);
    case 'object': {
      const properties = objectOf(node.properties);
      const nested = Object.entries(properties).flatMap(([key, each]) =>
        ['array', 'object'].includes(typeOf(document.resolve(each).value)) && !steps.includes(null)
          ? objectsIn(document, each, [...steps, key])
          : [],
      );
      return [{ steps, properties }, ...nested];
    }
    default:
      return [];
  }
}

/** "id" for {petId} of pets, "slug" for {slug}, "number" for {orderNumber}. */
function propertyFor(properties: readonly string[], parameter: string, owner: string): string | null {
  const wanted = wordsOf(parameter).join(' ');
  const last = wordsOf(parameter).at(-1) ?? '';
  const isId = last === 'id' || last === 'uuid' || wanted === 'key';
  const accepted = [wanted, ...(isId ? [`${owner} id`, 'id', 'uuid'] : []), last === wanted ? '' : last];
  for (const words of accepted) {
    const found = properties.find((property) => words !== '' && wordsOf(property).join(' ') === words);
    if (found !== undefined) return found;
  }
  return null;
}
