import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from './errors.ts';

/** Levels of objects and arrays in a body: 20 for a payload, and the object that contains it. */
export const JSON_DEPTH_MAX = 21;

/** A literal of this many characters without an exponent survives a double unchanged: a double has 15 digits. */
const EXACT_CHARACTERS = 15;

const [QUOTE, BACKSLASH, COLON, MINUS, PLUS, DOT] = codes('"\\:-+.');
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = codes('{}[]');
const [ZERO, NINE, LOWER_E, UPPER_E] = codes('09eE');

/**
 * Makes the app accept JSON bodies only. A body that could not be stored exactly as sent is refused before anything is stored
 * (docs/adr/0185).
 */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      requirePlainBody(request);
      done(null, readJson(body as Buffer));
    } catch (error) {
      done(error as AppError);
    }
  });
}

/** @throws AppError 415 for a body that is not plain UTF-8, 400 for a part of one */
function requirePlainBody({ headers }: FastifyRequest): void {
  const unsupported = (message: string) => new AppError(415, 'UNSUPPORTED_MEDIA_TYPE', message);
  const { 'content-encoding': encoding = 'identity', 'transfer-encoding': transfer = 'chunked' } = headers;
  if (encoding.toLowerCase() !== 'identity' || transfer.toLowerCase() !== 'chunked') {
    throw unsupported('A body must not be compressed.');
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (charset.toLowerCase() !== 'utf-8') throw unsupported('JSON must be encoded in UTF-8.');
  if (headers['content-range'] !== undefined) {
    throw new AppError(400, 'BAD_REQUEST', 'Only a whole body can be stored, not a range of it.');
  }
}

/**
 * Reads JSON that every reader understands alike: UTF-8, each key once, only numbers that a double holds exactly, and only text that
 * PostgreSQL can store.
 * @throws AppError 400
 */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw malformed('The body is not UTF-8.');
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('The body is not JSON.');
  }
  const written = countMembers(text);
  // Only an escape can produce text that PostgreSQL cannot store.
  const read = text.includes('\\u') ? countKeys(value, requireText) : countKeys(value, () => {});
  if (read !== written) throw malformed('An object in the body has a duplicate key.');
  return value;
}

/**
 * Scans text that is known to be JSON once.
 * @returns how many members all objects have as written: `JSON.parse` keeps the last of those with the same key
 * @throws AppError 400 for too deep nesting, and for a number that a double would change
 */
function countMembers(text: string): number {
  let members = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === COLON) {
      members += 1;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX) throw tooDeep();
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      depth -= 1;
    } else if (code === MINUS || isDigit(code)) {
      const start = at;
      while (isOfNumber(text.charCodeAt(at + 1))) at += 1;
      if (mayChange(text, start, at + 1)) requireExact(text.slice(start, at + 1));
    }
  }
  return members;
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  let at = start;
  let backslashes: number;
  do {
    at = text.indexOf('"', at + 1);
    backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  } while (backslashes % 2 === 1);
  return at;
}

/** Whether a double might not hold the number exactly: a long one, one with an exponent, and perhaps -0. */
function mayChange(text: string, start: number, end: number): boolean {
  if (end - start > EXACT_CHARACTERS) return true;
  if (text.charCodeAt(start) === MINUS && text.charCodeAt(start + 1) === ZERO) return true;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === LOWER_E || code === UPPER_E) return true;
  }
  return false;
}

/** @throws AppError 400 */
function requireExact(literal: string): void {
  const value = Number(literal);
  if (!Number.isFinite(value) || Object.is(value, -0) || decimal(literal) !== decimal(String(value))) {
    throw invalid('A number in the body has more digits than can be stored exactly. Send it as text.');
  }
}

/** A canonical form of a decimal literal: all its digits as an integer without zeros at either end, and its power of ten. */
function decimal(literal: string): string {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  let from = 0;
  let to = digits.length;
  while (digits[from] === '0') from += 1;
  while (to > from && digits[to - 1] === '0') to -= 1;
  if (from === to) return '0';
  const power = Number(exponent) - fraction.length + (digits.length - to);
  return `${literal.startsWith('-') ? '-' : ''}${digits.slice(from, to)}e${power}`;
}

/**
 * How many keys all objects have. Passes every text in `value`, keys included, to `check`.
 * @throws AppError 400
 */
function countKeys(value: unknown, check: (text: string) => void): number {
  if (typeof value === 'string') check(value);
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const element of value) keys += countKeys(element, check);
    return keys;
  }
  for (const key of Object.keys(value)) {
    const child = (value as Record<string, unknown>)[key];
    check(key);
    if (key === '__proto__' || (key === 'constructor' && hasPrototype(child))) {
      throw malformed('An object in the body has a forbidden key.');
    }
    keys += 1 + countKeys(child, check);
  }
  return keys;
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

function requireText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw invalid('The request holds data that cannot be stored.');
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO! && code <= NINE!;
}

function isOfNumber(code: number): boolean {
  return (
    isDigit(code) || code === DOT || code === LOWER_E || code === UPPER_E || code === MINUS || code === PLUS
  );
}

function codes(characters: string): number[] {
  return [...characters].map((character) => character.charCodeAt(0));
}

function malformed(message: string): AppError {
  return new AppError(400, 'MALFORMED_JSON', message);
}

function invalid(message: string): AppError {
  return new AppError(400, 'INVALID_DATA', message);
}

function tooDeep(): AppError {
  const message = `A body may be nested ${JSON_DEPTH_MAX} levels deep.`;
  return new AppError(400, 'INVALID_REQUEST', message);
}
