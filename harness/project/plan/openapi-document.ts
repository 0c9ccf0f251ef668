import { upgrade } from '@scalar/openapi-upgrader';
import { parse } from 'yaml';
import { ProofloadError } from '../../model/errors.ts';
import { isObject, type JsonObject, objectOf } from './json.ts';
import { fromUrl } from './url-text.ts';

/** A description of an API as OpenAPI 3.1 or later, and a way to follow its references. */
export type OpenApiDocument = {
  root: JsonObject;
  /** What an object stands for: itself, or what its `$ref` leads to. `ref` is null if it has none. */
  resolve(node: unknown): { value: JsonObject; ref: string | null };
};

/**
 * Reads a description of an API: Swagger 2 or OpenAPI 3, as JSON or YAML. Nothing is fetched.
 * @param where the name of the file, for messages
 * @throws ProofloadError SOURCE_UNREADABLE
 */
export function readOpenApi(text: string, where: string): OpenApiDocument {
  const parsed = parsedText(text, where);
  const version = String(parsed.openapi ?? parsed.swagger ?? '');
  if (!/^(2\.|3\.)/.test(version)) {
    throw unreadable(
      where,
      'it is neither Swagger 2 nor OpenAPI 3',
      'Give a file that begins with "openapi" or "swagger".',
    );
  }
  const remote = remoteReference(parsed);
  if (remote !== null) {
    throw unreadable(
      where,
      `it refers to another document, ${remote}, and only references within the file are followed`,
      'Bundle the description into one file first, for example with redocly bundle.',
    );
  }
  const root = upgraded(parsed, where);
  return { root, resolve: (node) => resolved(root, node) };
}

function parsedText(text: string, where: string): JsonObject {
  try {
    const parsed: unknown = text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text);
    if (isObject(parsed)) return parsed;
  } catch (cause) {
    throw unreadable(where, 'it is neither JSON nor YAML', 'Check the file.', cause);
  }
  throw unreadable(where, 'it is not an object', 'Check the file.');
}

function upgraded(parsed: JsonObject, where: string): JsonObject {
  try {
    return objectOf(upgrade(parsed, '3.1'));
  } catch (cause) {
    throw unreadable(where, 'it is not a valid description', 'Check it with a linter for OpenAPI.', cause);
  }
}

/** Below these keys are data, in which "$ref" is a word like any other. */
const DATA_KEYS = new Set(['example', 'examples', 'default', 'enum', 'const', 'value']);

function remoteReference(root: JsonObject): string | null {
  const seen = new Set<unknown>();
  const open: unknown[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string' && !value.startsWith('#')) return value.slice(0, 200);
      if (!DATA_KEYS.has(key)) open.push(value);
    }
  }
  return null;
}

const MOST_HOPS = 50;

function resolved(root: JsonObject, node: unknown): { value: JsonObject; ref: string | null } {
  let value = node;
  let ref: string | null = null;
  for (let hop = 0; hop < MOST_HOPS && isObject(value) && typeof value.$ref === 'string'; hop++) {
    ref = value.$ref;
    value = atPointer(root, ref);
  }
  return { value: objectOf(value), ref };
}

/** RFC 6901, as the fragment of a URI. */
function atPointer(root: JsonObject, ref: string): unknown {
  let node: unknown = root;
  for (const step of ref.slice(1).split('/').slice(1)) {
    const key = fromUrl(step).replaceAll('~1', '/').replaceAll('~0', '~');
    node =
      typeof node === 'object' && node !== null && Object.hasOwn(node, key)
        ? (node as JsonObject)[key]
        : undefined;
  }
  return node;
}

function unreadable(where: string, reason: string, hint: string, cause?: unknown): ProofloadError {
  return new ProofloadError('SOURCE_UNREADABLE', `${where} cannot be converted: ${reason}.`, hint, { cause });
}
