import { describe, expect, it } from 'vitest';
import { parseUsers } from './own-users.ts';

const refusal = (text: string) => {
  try {
    parseUsers(text, 'users.csv');
  } catch (error) {
    return (error as Error).message;
  }
  return null;
};

describe('a users file', () => {
  it('has a line of names, and a user in every other line', () => {
    expect(parseUsers('email,password\na@x.test,one\nb@x.test,two\n', 'users.csv')).toEqual([
      { email: 'a@x.test', password: 'one' },
      { email: 'b@x.test', password: 'two' },
    ]);
  });

  it('may quote values, end lines as Windows does, and begin with a byte order mark', () => {
    expect(parseUsers('\uFEFFid, note \r\n1,"a, ""b"" {c}"\r\n\r\n', 'users.csv')).toEqual([
      { id: '1', note: 'a, "b" {c}' },
    ]);
  });

  it.each([
    ['', 'it is empty'],
    ['email\n', 'it has no users below its first line'],
    ['email,email\na,b\n', 'its first line names the column "email" twice'],
    ['email,\na,b\n', 'a column has no name in its first line'],
    ['{id}\n1\n', 'the name of its column "{id}" contains a brace'],
    ['a,b\n1,2\n3\n', 'user 2 has 1 value, but there are 2 columns'],
  ])('is refused as %j', (text, reason) => {
    expect(refusal(text)).toBe(`The users cannot be read from users.csv: ${reason}.`);
  });
});
