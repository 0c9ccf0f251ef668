import { faker } from '@faker-js/faker/locale/en';
import type { FakeKind, PlanValue } from '../../model/plan.ts';

type Fake = Extract<PlanValue, { fake: FakeKind }>;

const MAKERS: Readonly<Record<FakeKind, () => string>> = {
  city: () => faker.location.city(),
  company: () => faker.company.name(),
  country: () => faker.location.country(),
  date: () => day().toISOString().slice(0, 10),
  'date-time': () => day().toISOString(),
  email: () => plain(faker.person.firstName()),
  'first-name': () => faker.person.firstName(),
  'full-name': () => `${faker.person.firstName()} ${faker.person.lastName()}`,
  ip: () => faker.internet.ipv4(),
  'last-name': () => faker.person.lastName(),
  paragraph: () => faker.lorem.sentences(3),
  password: () => `${faker.string.alpha({ length: 8, casing: 'mixed' })}-${faker.string.numeric(4)}aZ`,
  phone: () => `+1555${faker.string.numeric(7)}`,
  postcode: () => faker.location.zipCode('#####'),
  sentence: () => faker.lorem.sentence(4),
  street: () => faker.location.streetAddress(),
  time: () => day().toISOString().slice(11, 19),
  url: () => `https://example.com/${faker.lorem.slug(2)}`,
  'user-name': () => plain(faker.person.firstName()),
  uuid: () => faker.string.uuid().slice(6),
  word: () => faker.lorem.word(),
};

/** A text of these kinds has the form that it has, and would be another with more or fewer characters. */
const OF_ONE_FORM = new Set<FakeKind>(['date', 'date-time', 'ip', 'time', 'uuid']);
/** Texts of words, which more words make longer. */
const OF_WORDS = new Set<FakeKind>(['paragraph', 'sentence']);

/** Names of lists, each of which holds every text of three hexadecimal digits: `uniqueTexts`. */
export const UNIQUE_LISTS = ['unique 1', 'unique 2', 'unique 3'] as const;
const [A, B, C] = UNIQUE_LISTS.map((list) => `{${list}}`);
const UNIQUE_CHARACTERS = 3;

export function uniqueTexts(): string[] {
  return Array.from({ length: 16 ** UNIQUE_CHARACTERS }, (_, i) =>
    i.toString(16).padStart(UNIQUE_CHARACTERS, '0'),
  );
}

/** What follows the text of a list where a system may want texts to be unique: the longest that leaves the list three characters. */
const EMAIL_ENDINGS = [`.${A}${B}${C}@example.com`, `.${A}${B}@a.example`, `${A}@a.example`];
const USER_NAME_ENDINGS = [`.${A}${B}${C}`, `${A}${B}`, A!];
const LEAST_OF_LIST = 3;

/** The template of a made-up text whose list has this name. Texts that a system may want to be unique are made of several lists. */
export function fakeTemplate(value: Fake, list: string): string {
  if (value.fake === 'uuid') return `${A}${B}{${list}}`;
  return `{${list}}${endingOf(value)}`;
}

function endingOf({ fake, maxLength = Number.POSITIVE_INFINITY }: Fake): string {
  const endings = fake === 'email' ? EMAIL_ENDINGS : fake === 'user-name' ? USER_NAME_ENDINGS : [''];
  return endings.find((ending) => lengthOf(ending) + LEAST_OF_LIST <= maxLength) ?? endings.at(-1)!;
}

/** Of what a template becomes. */
function lengthOf(template: string): number {
  return template.replace(/\{[^}]+\}/g, '-'.repeat(UNIQUE_CHARACTERS)).length;
}

/** Made-up texts for the list of a template; the same for the same seed and the same name of what they are for. */
export function fakeValues(value: Fake, count: number, randomSeed: number, name: string): string[] {
  faker.seed([randomSeed, ...name].map((part) => (typeof part === 'number' ? part : part.codePointAt(0)!)));
  return Array.from({ length: count }, () => fitted(MAKERS[value.fake](), value));
}

/** A text with a length within the bounds, as far as its form allows. */
function fitted(text: string, value: Fake): string {
  const { fake, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = value;
  if (OF_ONE_FORM.has(fake)) return text;
  const ending = lengthOf(endingOf(value));
  const [least, most] = [minLength - ending, Math.max(1, maxLength - ending)];
  let longer = text;
  if (OF_WORDS.has(fake)) while (longer.length < least) longer += ` ${faker.lorem.sentence(6)}`;
  if (longer.length < least) longer += faker.string.alpha({ length: least - longer.length, casing: 'lower' });
  const shorter = longer.length <= most ? longer : longer.slice(0, most).trimEnd();
  return shorter.padEnd(Math.min(least, most), 'x'); // a space at the end would not count
}

/** Between 2024 and 2026, whatever day it is. */
function day(): Date {
  return faker.date.between({ from: '2024-01-01T00:00:00Z', to: '2026-12-31T00:00:00Z' });
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
