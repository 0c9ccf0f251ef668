import { upgrade } from '@scalar/openapi-upgrader';
import { parse, YAMLParseError } from 'yaml';
import { ProofloadError } from '../../model/errors.ts';
import { formatNumber } from '../../model/format.ts';
import { DEEPEST_JSON, isNestedDeeply, isObject, type JsonObject, objectOf } from './json.ts';
import { inWords } from './names.ts';
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
  return openApiIn(parsedText(text, where), where);
}

/** The same, from what was read. */
export function openApiIn(parsed: unknown, where: string): OpenApiDocument {
  if (!isObject(parsed)) throw unreadable(where, 'it is not an object', KNOWN_SOURCES);
  const version = String(parsed.openapi ?? parsed.swagger ?? '');
  if (!/^(2\.|3\.)/.test(version)) {
    throw unreadable(where, 'it is neither Swagger 2 nor OpenAPI 3', KNOWN_SOURCES);
  }
  if (isNestedDeeply(parsed))
    throw unreadable(
      where,
      `it is nested more than ${DEEPEST_JSON} levels deep`,
      'Name its parts, and refer to them with $ref.',
    );
  const remote = remoteReference(parsed);
  if (remote !== null) {
    throw unreadable(
      where,
      `it refers to another document, ${inWords(remote)}, and only references within the file are followed`,
      'Bundle the description into one file first, for example with redocly bundle.',
    );
  }
  const root = upgraded(parsed, where);
  return { root, resolve: (node) => resolved(root, node) };
}

const CHECK = 'Check the file.';
const KNOWN_SOURCES =
  'Give an OpenAPI description, which begins with "openapi" or "swagger", or a HAR recording.';

function parsedText(text: string, where: string): unknown {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw unreadable(where, 'it is no JSON', CHECK, cause);
    }
  }
  if (text.length > MOST_YAML_CHARACTERS)
    throw unreadable(
      where,
      `it is YAML of more than ${formatNumber(MOST_YAML_CHARACTERS)} characters`,
      'Convert it to JSON first.',
    );
  try {
    // A warning would quote the file on the terminal. Of a key that comes twice the last counts, as in JSON.
    return parse(text, { logLevel: 'error', uniqueKeys: false });
  } catch (cause) {
    throw unreadable(where, whyNoYaml(cause), CHECK, cause);
  }
}

/** Reading it takes a hundred times as much memory, and some seconds. */
const MOST_YAML_CHARACTERS = 20_000_000;

function whyNoYaml(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply';
  if (error instanceof ReferenceError) return 'its aliases (*name) stand for too much, or for nothing';
  const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
  return `it is neither JSON nor YAML${line === undefined ? '' : ` (line ${line})`}`;
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
/** Below these are names that the description gives, whatever they are. */
const NAME_KEYS = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'schemas', 'responses'],
  ...[
    'parameters',
    'requestBodies',
    'headers',
    'securitySchemes',
    'links',
    'callbacks',
    'pathItems',
    'paths',
  ],
]);

function remoteReference(root: JsonObject): string | null {
  const seen = new Set<unknown>();
  const open: { node: unknown; hasNames: boolean }[] = [{ node: root, hasNames: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, hasNames } = next;
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string' && !isLocal(value)) return value;
      if (hasNames || !DATA_KEYS.has(key))
        open.push({ node: value, hasNames: !hasNames && NAME_KEYS.has(key) && isObject(value) });
    }
  }
  return null;
}

function isLocal(ref: string): boolean {
  return ref.startsWith('#');
}

const MOST_HOPS = 50;

function resolved(root: JsonObject, node: unknown): { value: JsonObject; ref: string | null } {
  let value = node;
  let ref: string | null = null;
  for (let hop = 0; hop < MOST_HOPS && isObject(value) && typeof value.$ref === 'string'; hop++) {
    ref = value.$ref;
    value = isLocal(ref) ? atPointer(root, ref) : undefined;
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
