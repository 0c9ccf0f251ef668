import type { PlanValue } from '../../model/plan.ts';
import type { Body } from '../../model/route.ts';
import { isObject, type JsonObject, objectOf } from './json.ts';
import { LeaveOut } from './leave-out.ts';
import { inWords } from './names.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { isJson } from './openapi-operations.ts';
import type { SchemaShapes } from './schema-shape.ts';
import { literal } from './template.ts';

/** The examples of a parameter or a body. */
export function shownIn(document: OpenApiDocument, { example, examples }: JsonObject): unknown[] {
  const named = Object.values(objectOf(examples)).map((each) => {
    const { value, dataValue } = document.resolve(each).value; // OpenAPI 3.2 has both
    return value ?? dataValue;
  });
  return [example, ...named].filter((each) => each !== undefined);
}

/** The body of a request, with what varies in it. @throws LeaveOut */
export function bodyOf(shapes: SchemaShapes, document: OpenApiDocument, content: JsonObject): Body {
  const types = Object.entries(content).map(([type, described]) => {
    const media = document.resolve(described).value;
    return { type, media, shown: shownIn(document, media)[0] };
  });
  const json = types.find(({ type }) => isJson(type));
  const form = types.find(({ type }) => type.startsWith('application/x-www-form-urlencoded'));
  const multipart = types.find(({ type }) => type.startsWith('multipart/form-data'));
  const text = types.find(({ type, shown }) => typeof shown === 'string' || type.startsWith('text/plain'));
  const chosen = json ?? form ?? multipart ?? text;
  if (chosen === undefined)
    throw new LeaveOut(
      `its body is ${types[0] ? inWords(types[0].type) : 'not described'}, which cannot be made up`,
    );
  if (chosen === text && typeof text.shown === 'string')
    return { text: literal(text.shown), contentType: text.type };
  const template = shapes.template(chosen.media.schema ?? {}, '', [], chosen.shown);
  if (chosen === json) {
    if (!isObject(template) && !Array.isArray(template))
      throw new LeaveOut('its body is neither an object nor a list');
    return { json: template };
  }
  if (chosen === text) return { text: textOf(template, shapes.values), contentType: chosen.type };
  const fields = Object.entries(objectOf(template)).map(
    ([name, value]) => [name, textOf(value, shapes.values)] as const,
  );
  if (chosen === form) return { form: Object.fromEntries(fields) };
  return { multipart: fields.map(([name, value]) => ({ name, value })) };
}

/** A value as a template of a text; what is no single value is JSON. */
function textOf(value: unknown, values: Readonly<Record<string, PlanValue>>): string {
  return typeof value === 'object' && value !== null ? jsonTextOf(value, values) : String(value ?? '');
}

/** The JSON text of a template: its own braces are braces. */
function jsonTextOf(value: unknown, values: Readonly<Record<string, PlanValue>>): string {
  if (Array.isArray(value)) return `[${value.map((each) => jsonTextOf(each, values)).join()}]`;
  if (isObject(value)) {
    const fields = Object.entries(value).map(
      ([key, each]) => `${literal(JSON.stringify(key))}:${jsonTextOf(each, values)}`,
    );
    return `{{${fields.join()}}`;
  }
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  const [, name = ''] = /^\{([^{}]+)\}$/.exec(value) ?? [];
  const rule = Object.hasOwn(values, name) ? values[name]! : null;
  return rule !== null && isNoText(rule) ? value : JSON.stringify(value);
}

function isNoText(rule: PlanValue): boolean {
  if ('list' in rule) return rule.list.every((each) => typeof each !== 'string');
  return 'integer' in rule || 'number' in rule;
}
