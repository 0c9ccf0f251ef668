import type { Field } from './har.ts';
import { isObject, parsedJson } from './json.ts';
import { numbered } from './names.ts';

/** A piece of a text: a constant, or what has a value of its own. All of them, joined, are the text. */
export type TextPiece = string | Field;

const XML = /^(application|text)\/([\w.-]+\+)?xml$/;
const JSON_TYPE = /^[\w.-]+\/([\w.-]+\+)?json$/;
const TAG = /(<[^<>]*>)/;
const END = /^<\s*\//;
const ELEMENT = /^<\s*([\p{L}_][\p{L}\p{N}_:.-]*)/u;
const ATTRIBUTE = /(?<![\p{L}\p{N}_:.-])([\p{L}_][\p{L}\p{N}_:.-]*)(\s*=\s*)("[^"]*"|'[^']*')/gu;
/** Comments, CDATA, and declarations of entities: what is in them has no name that would tell a secret. */
const UNNAMED = '<!';

/**
 * The pieces of a body that is XML, plain text, or a single JSON value. Values of XML are called after their element or attribute.
 * @param mediaType without parameters
 * @returns null if it is something else
 */
export function textPieces(text: string, mediaType: string): TextPiece[] | null {
  if (text.trim() === '' || /[\uFFFD\p{Cc}]/u.test(text.replace(/[\t\r\n]/g, ''))) return null;
  if (XML.test(mediaType) || (mediaType === 'text/plain' && text.trimStart().startsWith('<')))
    return text.includes(UNNAMED) ? null : withNumbers(xmlPieces(text));
  if (mediaType === 'text/plain') return [{ name: 'text', value: text }];
  if (JSON_TYPE.test(mediaType)) return jsonPieces(text.trim());
  return null;
}

/** A text varies between its quotes, in the characters that it has there. */
function jsonPieces(text: string): TextPiece[] | null {
  const value = parsedJson(text);
  if (value === undefined || isObject(value) || Array.isArray(value)) return null;
  return typeof value === 'string' && value !== ''
    ? ['"', { name: 'value', value: text.slice(1, -1) }, '"']
    : [{ name: 'value', value: text }];
}

function xmlPieces(text: string): TextPiece[] {
  const open: string[] = [];
  return text.split(TAG).flatMap((part): TextPiece[] => {
    if (!TAG.test(part)) return trimmed(part, open.at(-1) ?? 'text');
    if (END.test(part)) open.pop();
    else {
      const [, element] = ELEMENT.exec(part) ?? [];
      if (element !== undefined && !/\/\s*>$/.test(part)) open.push(element);
      return tagPieces(part);
    }
    return [part];
  });
}

/** What is between two tags, without the white space around it. */
function trimmed(text: string, name: string): TextPiece[] {
  const value = text.trim();
  if (value === '') return text === '' ? [] : [text];
  const at = text.indexOf(value);
  return [text.slice(0, at), { name, value }, text.slice(at + value.length)].filter((piece) => piece !== '');
}

/** The values of its attributes, and what is around them. */
function tagPieces(tag: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const { 0: whole, 1: name = '', 3: quoted = '', index } of tag.matchAll(ATTRIBUTE)) {
    const value = quoted.slice(1, -1);
    if (value === '') continue;
    const from = index + whole.length - 1 - value.length;
    pieces.push(tag.slice(end, from), { name, value });
    end = from + value.length;
  }
  return [...pieces, tag.slice(end)];
}

/** Names that come more than once have numbers. */
function withNumbers(pieces: readonly TextPiece[]): TextPiece[] {
  const fields = numbered(fieldsIn(pieces)).values();
  return pieces.map((piece) => (isField(piece) ? fields.next().value! : piece));
}

/** The pieces with values of their own. */
export function fieldsIn(pieces: readonly TextPiece[]): Field[] {
  return pieces.filter(isField);
}

function isField(piece: TextPiece): piece is Field {
  return typeof piece !== 'string';
}
