import { isObject, type JsonObject, listOf, objectOf } from './json.ts';
import type { OpenApiDocument } from './openapi-document.ts';

/** Nothing real consists of so many parts of parts. */
const DEEPEST = 30;

/** A schema always consists of the same. Without this, one of which each part has two parts would take for ever. */
const known = new WeakMap<JsonObject, JsonObject>();

/** One of the alternatives that a schema allows, and all parts that it consists of, in one. */
export function merged(
  document: OpenApiDocument,
  schema: JsonObject,
  within: readonly JsonObject[] = [],
): JsonObject {
  const before = known.get(schema);
  if (before) return before;
  if (within.length > DEEPEST || within.includes(schema)) return {};
  let made = schema;
  const alternative = [...listOf(schema.oneOf), ...listOf(schema.anyOf)].find(
    (each) => typeOf(document.resolve(each).value) !== 'null',
  );
  for (const part of [...listOf(schema.allOf), ...(alternative === undefined ? [] : [alternative])]) {
    const { value, ref } = document.resolve(part);
    const { oneOf, anyOf, allOf, ...own } = made;
    made = joined(own, merged(document, value, [...within, schema]));
    const kind = objectOf(schema.discriminator);
    if (part === alternative && typeof kind.propertyName === 'string') {
      const properties = {
        ...objectOf(made.properties),
        [kind.propertyName]: { const: kindOf(ref, objectOf(kind.mapping)) },
      };
      made = { ...made, properties };
    }
  }
  known.set(schema, made);
  return made;
}

/** What a discriminator calls an alternative; its mapping has references, or the names of schemas. */
function kindOf(ref: string | null, mapping: JsonObject): string {
  const name = ref?.split('/').at(-1) ?? '';
  return Object.entries(mapping).find(([, target]) => target === ref || target === name)?.[0] ?? name;
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
  if (schema.items !== undefined || Array.isArray(schema.prefixItems)) return 'array';
  if (typeof schema.minimum === 'number' || typeof schema.maximum === 'number') return 'number';
  return 'string';
}
