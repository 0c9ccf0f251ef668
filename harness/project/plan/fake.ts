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

/** Names of lists, each of which holds every text of three hexadecimal digits: `uniqueTexts`. */
export const UNIQUE_LISTS = ['unique 1', 'unique 2', 'unique 3'] as const;
const [A, B, C] = UNIQUE_LISTS.map((list) => `{${list}}`);
const LONGEST_USER_NAME = 25;

export function uniqueTexts(): string[] {
  return Array.from({ length: 16 ** 3 }, (_, i) => i.toString(16).padStart(3, '0'));
}

/** The template of a made-up text whose list has this name. Texts that a system may want to be unique are made of several lists. */
export function fakeTemplate({ fake, maxLength = LONGEST_USER_NAME }: Fake, list: string): string {
  switch (fake) {
    case 'email':
      return `{${list}}.${A}${B}${C}@example.com`;
    case 'user-name':
      return maxLength < LONGEST_USER_NAME ? `u${A}${B}${C}` : `{${list}}.${A}${B}${C}`;
    case 'uuid':
      return `${A}${B}{${list}}`;
    default:
      return `{${list}}`;
  }
}

/** Made-up texts for the list of a template; the same for the same seed and the same name of what they are for. */
export function fakeValues(
  { fake, maxLength }: Fake,
  count: number,
  randomSeed: number,
  name: string,
): string[] {
  faker.seed([randomSeed, ...name].map((part) => (typeof part === 'number' ? part : part.codePointAt(0)!)));
  return Array.from({ length: count }, () => shortened(MAKERS[fake](), maxLength));
}

function shortened(text: string, maxLength = text.length): string {
  return text.length <= maxLength ? text : text.slice(0, maxLength).trimEnd();
}

/** Between 2024 and 2026, whatever day it is. */
function day(): Date {
  return faker.date.between({ from: '2024-01-01T00:00:00Z', to: '2026-12-31T00:00:00Z' });
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
