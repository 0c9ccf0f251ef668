import type { Variables } from './conversion.ts';
import { inWords } from './names.ts';
import { soundsLikePassword, wordsOf } from './sounds-secret.ts';

/** Whether it is the field of a login form in which users say who they are. */
export function isUserName(field: string): boolean {
  return USER_NAMES.has(wordsOf(field).join(' '));
}

const USER_NAMES = new Set([
  'username',
  'user name',
  'user',
  'login',
  'email',
  'e mail',
  'mail',
  'email address',
  'userid',
  'user id',
]);

/**
 * What a field of a login is filled in with.
 * @param value what was recorded in it
 */
export function credential(
  field: string,
  userColumns: readonly string[],
  variables: Variables,
  value?: string,
): string {
  const words = wordsOf(field).join(' ');
  const column =
    userColumns.find((each) => wordsOf(each).join(' ') === words) ??
    userColumns.find((each) =>
      soundsLikePassword(field) ? soundsLikePassword(each) : isUserName(field) && isUserName(each),
    );
  return column === undefined
    ? variables.reference(`login ${field}`, `the field ${inWords(field)} of the login`, value)
    : `{${column}}`;
}
