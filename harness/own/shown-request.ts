import type { ShownRequest } from '../model/dry-run.ts';
import { masking } from '../model/masking.ts';
import type { Body, Route, Scalar } from '../model/route.ts';
import { isSecretHeader } from '../model/secrets.ts';
import { credentialsIn, isSecretText } from '../project/plan/credentials-in.ts';
import { soundsSecret } from '../project/plan/sounds-secret.ts';

export type Values = Readonly<Record<string, readonly Scalar[]>>;

const HIDDEN = '***';
const MOST_CHARACTERS = 2_000;
/** A brace, a reference to an environment variable, or the name of a value. */
const PIECE = /\{\{|\$\{[A-Z_][A-Z0-9_]*\}|\{([^}]+)\}/g;

/**
 * A request as people may see it: with the first of each list of values filled in. References to environment variables and values of the
 * user stay names, and a secret that is written out is hidden.
 */
export function shownRequest(
  { method, path, headers = {}, token, body }: Route,
  values: Values,
): ShownRequest {
  const [plain = '', query] = path.split(/\?(.*)/s);
  return {
    method,
    path: filled(plain, values, inUrl) + (query === undefined ? '' : `?${shownQuery(query, values)}`),
    headers: Object.fromEntries([
      ...Object.entries(headers).map(([name, value]) => [
        name,
        isSecretHeader(name) && !isReference(value) ? HIDDEN : shownText(value, values),
      ]),
      ...(token === undefined ? [] : [['authorization', `Bearer ${shownText(token, values)}`]]),
    ]),
    body: body === undefined ? null : shortened(shownBody(body, values)),
  };
}

function shownQuery(query: string, values: Values): string {
  return query
    .split('&')
    .map((pair) => {
      const [name = '', value] = pair.split(/=(.*)/s);
      const isHidden = value !== undefined && soundsSecret(name) && !isReference(value);
      return isHidden ? `${name}=${HIDDEN}` : filled(pair, values, inUrl);
    })
    .join('&');
}

function shownBody(body: Body, values: Values): string {
  if ('json' in body) return JSON.stringify(shownJson(body.json, '', values));
  if ('form' in body)
    return Object.entries(body.form)
      .map(([name, value]) => `${name}=${shownField(name, value, values)}`)
      .join('&');
  if ('multipart' in body)
    return body.multipart
      .map((part) =>
        'file' in part
          ? `${part.name}: file ${part.file}`
          : `${part.name}: ${shownField(part.name, part.value, values)}`,
      )
      .join('\n');
  return 'text' in body ? shownText(body.text, values) : `file ${body.file}`;
}

function shownJson(value: unknown, name: string, values: Values): unknown {
  if (typeof value === 'string') {
    const [, whole] = /^\{([^{}]+)\}$/.exec(value) ?? [];
    const first = whole === undefined ? undefined : values[whole]?.[0];
    return first ?? shownField(name, value, values);
  }
  if (Array.isArray(value)) return value.map((each) => shownJson(each, name, values));
  if (typeof value !== 'object' || value === null)
    return soundsSecret(name) && value !== null ? HIDDEN : value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shownJson(each, key, values)]));
}

function shownField(name: string, template: string, values: Values): string {
  return soundsSecret(name) && !isReference(template) ? HIDDEN : shownText(template, values);
}

/** Without secrets that stand in it as a part, as in a body that is given as a text. */
function shownText(template: string, values: Values): string {
  const constant = template.replace(PIECE, ' ');
  if (!isSecretText(constant)) return filled(template, values);
  const named = credentialsIn(constant);
  return named.length === 0 ? HIDDEN : masking(named)(filled(template, values));
}

function isReference(template: string): boolean {
  return template.replaceAll('{{', '').search(PIECE) >= 0;
}

function filled(template: string, values: Values, write: (value: Scalar) => string = String): string {
  return template.replace(PIECE, (piece, name?: string) => {
    if (piece === '{{') return '{';
    const first = name === undefined ? undefined : values[name]?.[0];
    return first === undefined ? piece : write(first);
  });
}

function inUrl(value: Scalar): string {
  return encodeURIComponent(String(value).toWellFormed());
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}
