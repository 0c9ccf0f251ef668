import { looksRandom } from './looks-random.ts';
import { namesCredential, soundsLikePassword } from './sounds-secret.ts';

/** Shorter ones are words like any other: they would be found everywhere. */
const SHORTEST_PASSWORD = 6;
const SHORTEST_CREDENTIAL = 8;

/** Whether a value is a credential, by its name. */
export function isCredential(name: string, value: string): boolean {
  if (soundsLikePassword(name)) return value.length >= SHORTEST_PASSWORD;
  return namesCredential(name) && (looksRandom(value) || value.length >= SHORTEST_CREDENTIAL);
}

/** A name and its value in whatever syntax: `password=hunter2`, `{"password": "hunter2"}`, `login(password: "hunter2")`, `;sid=...`. */
const NAMED =
  /(?<![$\p{L}\p{N}_])(\p{L}[\p{L}\p{N}_.-]{0,50})["'\]]{0,3}\s{0,3}[:=]\s{0,3}\\?["']?([^\s"'&;,<>{}()[\]\\]{1,500})/gu;

/** The credentials in a text: the body in a field, the query of an address in a query, the arguments of GraphQL. */
export function credentialsIn(text: string): string[] {
  return [...text.matchAll(NAMED)].flatMap(([, name = '', value = '']) => {
    const isVariable = value.startsWith('$') && text.includes(`${value}:`); // of GraphQL: its value stands elsewhere
    const isCode = soundsLikePassword(name) && /^\d{3,}$/.test(value);
    return !isVariable && (isCode || isCredential(name, value)) ? [value] : [];
  });
}

/** Whether a text may not be written, whatever its name is. */
export function isSecretText(text: string): boolean {
  return looksRandom(text) || credentialsIn(text).length > 0;
}
