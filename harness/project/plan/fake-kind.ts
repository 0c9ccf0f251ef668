import type { FakeKind } from '../../model/plan.ts';
import { wordsOf } from './sounds-secret.ts';

const BY_FORMAT: ReadonlyMap<string, FakeKind> = new Map([
  ['date', 'date'],
  ['date-time', 'date-time'],
  ['time', 'time'],
  ['email', 'email'],
  ['idn-email', 'email'],
  ['ipv4', 'ip'],
  ['uri', 'url'],
  ['url', 'url'],
  ['uri-reference', 'url'],
  ['uuid', 'uuid'],
  ['password', 'password'],
  ['phone', 'phone'],
]);

/** Whose names are those of people. A name that is all that a field is called is one too, and "operationName" or "fileName" is none. */
const PEOPLE = [
  ...[
    'author',
    'billing',
    'card holder',
    'cardholder',
    'client',
    'contact',
    'customer',
    'display',
    'employee',
  ],
  ...[
    'guest',
    'holder',
    'legal',
    'maiden',
    'member',
    'middle',
    'nick',
    'owner',
    'parent',
    'patient',
    'person',
  ],
  ...['real', 'recipient', 'sender', 'shipping'],
];

/** By the last words of a name, the longest first: "billing_postal_code" ends like "postal code". */
const BY_NAME: readonly [ending: string, kind: FakeKind][] = [
  ['first name', 'first-name'],
  ['given name', 'first-name'],
  ['last name', 'last-name'],
  ['family name', 'last-name'],
  ['surname', 'last-name'],
  ['full name', 'full-name'],
  ['user name', 'user-name'],
  ['username', 'user-name'],
  ['login', 'user-name'],
  ['company name', 'company'],
  ['company', 'company'],
  ['organisation', 'company'],
  ['organization', 'company'],
  ...PEOPLE.map((who): [string, FakeKind] => [`${who} name`, 'full-name']),
  ['email', 'email'],
  ['mail', 'email'],
  ['email address', 'email'],
  ['phone number', 'phone'],
  ['phone', 'phone'],
  ['mobile', 'phone'],
  ['city', 'city'],
  ['town', 'city'],
  ['country', 'country'],
  ['postal code', 'postcode'],
  ['post code', 'postcode'],
  ['postcode', 'postcode'],
  ['zip code', 'postcode'],
  ['zip', 'postcode'],
  ['street', 'street'],
  ['address', 'street'],
  ['url', 'url'],
  ['website', 'url'],
  ['password', 'password'],
  ['title', 'sentence'],
  ['subject', 'sentence'],
  ['summary', 'sentence'],
  ['description', 'paragraph'],
  ['message', 'paragraph'],
  ['comment', 'paragraph'],
  ['note', 'paragraph'],
  ['notes', 'paragraph'],
  ['text', 'paragraph'],
  ['body', 'paragraph'],
  ['content', 'paragraph'],
];
const ENDINGS = BY_NAME.toSorted(([a], [b]) => b.length - a.length);

/** Which kind of made-up value fits a text, by its format and else by its name; null: neither tells. */
export function fakeKindOf(name: string, format?: string): FakeKind | null {
  const byFormat = format === undefined ? undefined : BY_FORMAT.get(format.toLowerCase());
  if (byFormat) return byFormat;
  const words = ` ${wordsOf(name).join(' ')}`;
  const byEnding = ENDINGS.find(([ending]) => words.endsWith(` ${ending}`))?.[1] ?? null;
  return byEnding ?? (/(^|\.)name$/i.test(name) ? 'full-name' : null);
}

/** Whether a value of this kind tells who somebody is. */
export function isPersonal(kind: FakeKind): boolean {
  return PERSONAL.has(kind);
}

const PERSONAL = new Set<FakeKind>([
  ...(['email', 'first-name', 'full-name', 'ip', 'last-name', 'password'] as const),
  ...(['phone', 'postcode', 'street', 'user-name'] as const),
]);
