import { ProofloadError } from '../../model/errors.ts';
import { credentialsIn, isCredential } from './credentials-in.ts';
import type { Exchange, Field } from './har.ts';
import { isObject } from './json.ts';
import { looksRandom } from './looks-random.ts';
import { withoutNumber } from './names.ts';
import { announcesCode } from './sounds-secret.ts';
import { fieldsIn } from './text-body.ts';
import { fromUrl } from './url-text.ts';

/** Everything in a recording that must not stand in a file: credentials by their names, and what was sent and looks random. */
export function secretsOf(exchanges: readonly Exchange[]): Set<string> {
  const secrets = new Set<string>();
  const add = (value: string) => {
    for (const each of [value, fromUrl(value)]) if (each !== '') secrets.add(each);
  };
  const addNamed = ({ name, value }: Field) => {
    if (looksRandom(value) || isCredential(name, value)) add(value);
    else for (const each of credentialsIn(value)) if (each.length >= SHORTEST) add(each);
  };
  for (const { url, headers, responseHeaders, body, json } of exchanges) {
    for (const header of [...headers, ...responseHeaders]) {
      if (header.name === 'cookie') cookiesIn(header.value).forEach(addNamed);
      else if (header.name === 'set-cookie') setCookiesIn(header.value).forEach(addNamed);
      else if (/(^|-)authorization$/.test(header.name)) add(header.value.split(/\s+/).at(-1)!);
      else if (isCredential(header.name, header.value)) add(header.value);
    }
    for (const [name, value] of url.searchParams) addNamed({ name, value });
    const segments = url.pathname.split('/').map(fromUrl);
    for (const [at, segment] of segments.entries()) {
      const isCode =
        /\d/.test(segment) && segment.length >= SHORTEST && announcesCode(segments[at - 1] ?? '');
      if (isCode) add(segment);
      else addNamed({ name: '', value: segment });
    }
    for (const each of [url.username, url.password]) add(each);
    if (body?.kind === 'form' || body?.kind === 'multipart') body.fields.forEach(addNamed);
    if (body?.kind === 'text')
      for (const { name, value } of fieldsIn(body.pieces)) addNamed({ name: withoutNumber(name), value });
    if (body?.kind === 'json') visit(body.value, '', addNamed);
    visit(json, '', (field) => isCredential(field.name, field.value) && add(field.value));
  }
  return secrets;
}

/** A shorter one would be found everywhere. */
const SHORTEST = 6;

/** The name of a cookie and its value, of all that a request sent. */
export function cookiesIn(header: string): Field[] {
  return header.split(/;\s*/).flatMap((each) => {
    const [, name, value] = /^\s*([^=]+)=(.*)$/.exec(each) ?? [];
    return name === undefined ? [] : [{ name: name.trim(), value: value! }];
  });
}

/** The same of a response. Browsers join several by line breaks. */
export function setCookiesIn(header: string): Field[] {
  return header.split('\n').flatMap((each) => cookiesIn(each.split(';')[0]!));
}

function visit(value: unknown, name: string, take: (field: Field) => void): void {
  if (typeof value === 'string' || typeof value === 'number') take({ name, value: String(value) });
  else if (Array.isArray(value)) for (const each of value) visit(each, name, take);
  else if (isObject(value)) for (const [key, each] of Object.entries(value)) visit(each, key, take);
}

/**
 * Makes sure that nothing secret is left in what will be written: no secret of the recording, and nothing that looks random.
 * @throws ProofloadError SECRET_LEFT, which names the place and never the secret
 */
export function requireNoSecrets(written: unknown, secrets: ReadonlySet<string>): void {
  const texts: { text: string; names: readonly string[] }[] = [];
  visitEach(written, [], (text, names) => texts.push({ text, names }));
  // All texts are searched at once: there may be thousands of them, and thousands of secrets.
  const whole = texts.map(({ text }) => [text, ...readingsOf(text)].join('\n')).join('\n');
  const found = [...secrets].filter((secret) => whole.includes(secret));
  const isSecret = (text: string) => {
    const readings = readingsOf(text);
    return (
      readings.some(looksRandom) ||
      [text, ...readings].some((each) => found.some((secret) => each.includes(secret)))
    );
  };
  const left = texts.find(({ text }) => isSecret(text));
  if (left) throw secretLeft(left.names.findLast((name) => !isSecret(name)));
}

/** What a text may say: in a URL characters are escaped, in a path of GJSON too. References to variables say nothing. */
function readingsOf(text: string): string[] {
  const plain = text.replace(/\$\{SECRET_[A-Z0-9_]+\}/g, '');
  return [...new Set([fromUrl(plain), fromUrl(plain.replaceAll('\\', ''))])];
}

/** @param take gets each text and number, with the names of what it is in */
function visitEach(
  value: unknown,
  names: readonly string[],
  take: (text: string, names: readonly string[]) => void,
): void {
  if (typeof value === 'string' || typeof value === 'number') take(String(value), names);
  else if (Array.isArray(value)) for (const each of value) visitEach(each, names, take);
  else if (isObject(value)) {
    const within = typeof value.name === 'string' ? [...names, value.name] : names;
    for (const [key, each] of Object.entries(value)) {
      take(key, within);
      visitEach(each, within, take);
    }
  }
}

function secretLeft(place: string | undefined): ProofloadError {
  return new ProofloadError(
    'SECRET_LEFT',
    `A secret of the recording would have been written to the plan${place === undefined ? '' : ` (in ${place})`}, so nothing was written.`,
    'Record it again with another password or token, or take that request out of the recording.',
  );
}
