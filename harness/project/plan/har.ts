import { isObject, type JsonObject, listOf, objectOf, parsedJson } from './json.ts';
import { isJson } from './openapi-operations.ts';
import { type TextPiece, textPieces } from './text-body.ts';

export type Field = { name: string; value: string };

export type RecordedBody =
  | { kind: 'json'; value: unknown }
  | { kind: 'form' | 'multipart'; fields: Field[] }
  /** XML, plain text, or a single JSON value; names of its pieces are unique */
  | { kind: 'text'; contentType: string; pieces: TextPiece[] }
  /** what cannot be sent again: why */
  | { kind: 'other'; reason: string };

/** A request of a recording and its response. Names of headers are in lower case. */
export type Exchange = {
  startMs: number;
  endMs: number;
  /** the page that it belongs to, as the browser counts them */
  page: string | null;
  method: string;
  url: URL;
  headers: Field[];
  body: RecordedBody | null;
  /** 0: it was not answered */
  status: number;
  responseHeaders: Field[];
  /** media type of the response, without parameters, in lower case; '' if it is not known */
  mimeType: string;
  /** text of the response, '' if it was not kept */
  text: string;
  /** value of the response; undefined if it is no JSON */
  json: unknown;
  /** where the response sends the browser; null: nowhere */
  redirectUrl: string | null;
};

/** The entries of what was read from a file, if that is a HAR recording (version 1.2); null: it is something else. */
export function entriesIn(parsed: unknown): unknown[] | null {
  const { log } = objectOf(parsed);
  return isObject(log) && Array.isArray(log.entries) ? log.entries : null;
}

/** The requests of a recording, in their order. What is no request of the web (data:, blob:, WebSockets) is skipped. */
export function exchangesOf(entries: readonly unknown[]): Exchange[] {
  return entries
    .map(exchangeOf)
    .filter((each) => each !== null)
    .toSorted((a, b) => a.startMs - b.startMs);
}

function exchangeOf(entry: unknown): Exchange | null {
  const { request: asked, response: answered, startedDateTime, time, pageref } = objectOf(entry);
  const request = objectOf(asked);
  const response = objectOf(answered);
  const url = URL.parse(String(request.url));
  if (url === null || !/^https?:$/.test(url.protocol) || response.status === 101) return null;
  const content = objectOf(response.content);
  const startMs = Date.parse(String(startedDateTime)) || 0;
  const responseHeaders = headersOf(response.headers);
  const text = contentText(content);
  return {
    startMs,
    endMs: startMs + (typeof time === 'number' && time > 0 ? time : 0),
    page: typeof pageref === 'string' ? pageref : null,
    method: String(request.method).toUpperCase(),
    url,
    headers: headersOf(request.headers),
    body: bodyOf(request.postData),
    status: typeof response.status === 'number' ? response.status : 0,
    responseHeaders,
    mimeType: mediaTypeOf(String(content.mimeType ?? fieldOf(responseHeaders, 'content-type') ?? '')),
    text,
    json: /^\s*[{["\d]/.test(text) ? parsedJson(text) : undefined,
    redirectUrl: String(response.redirectURL || fieldOf(responseHeaders, 'location') || '') || null,
  };
}

export function fieldOf(fields: readonly Field[], name: string): string | undefined {
  return fields.find((each) => each.name === name)?.value;
}

function headersOf(headers: unknown): Field[] {
  return fieldsOf(headers).map(({ name, value }) => ({ name: name.toLowerCase(), value }));
}

function fieldsOf(list: unknown): Field[] {
  return listOf(list).map((each) => {
    const { name, value } = objectOf(each);
    return { name: String(name), value: String(value ?? '') };
  });
}

function mediaTypeOf(contentType: string): string {
  return contentType.split(';')[0]!.trim().toLowerCase();
}

function contentText({ text, encoding }: JsonObject): string {
  if (typeof text !== 'string') return '';
  return encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
}

function bodyOf(postData: unknown): RecordedBody | null {
  if (!isObject(postData)) return null;
  const text = typeof postData.text === 'string' ? postData.text : '';
  const type = mediaTypeOf(String(postData.mimeType ?? ''));
  const params = listOf(postData.params);
  if (text === '' && params.length === 0) return null;
  if (type === 'application/x-www-form-urlencoded') {
    return formOf('form', params.length > 0 ? fieldsOf(params).map(decodedField) : formFields(text));
  }
  if (type === 'multipart/form-data') {
    const hasFile =
      params.some((each) => objectOf(each).fileName !== undefined) || /filename\*?=/i.test(text);
    if (hasFile) return { kind: 'other', reason: 'it uploads a file' };
    if (params.length === 0) return { kind: 'other', reason: 'its form was not recorded' };
    return formOf('multipart', fieldsOf(params));
  }
  if (isJson(type) || /^\s*[{[]/.test(text)) {
    const value = parsedJson(text);
    if (isObject(value) || Array.isArray(value)) return { kind: 'json', value };
  }
  const pieces = textPieces(text, type);
  return pieces === null
    ? { kind: 'other', reason: 'its body is neither JSON, plain XML, plain text nor a form' }
    : { kind: 'text', contentType: type + charsetOf(String(postData.mimeType)), pieces };
}

function charsetOf(contentType: string): string {
  const [, charset] = /;\s*charset="?([\w-]{1,20})"?\s*$/i.exec(contentType) ?? [];
  return charset === undefined ? '' : `; charset=${charset}`;
}

function formOf(kind: 'form' | 'multipart', fields: Field[]): RecordedBody {
  const isTwice = new Set(fields.map(({ name }) => name)).size < fields.length;
  return isTwice ? { kind: 'other', reason: 'a field of its form comes more than once' } : { kind, fields };
}

/** In some recordings the fields of a form are still encoded. */
function decodedField({ name, value }: Field): Field {
  return formFields(`${name}=${value.replaceAll('&', '%26')}`)[0] ?? { name, value };
}

function formFields(text: string): Field[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }));
}
