import { expect, it } from 'vitest';
import { filledFromEnvironment, inTemplate, literalTemplate, variablesIn } from './from-environment.ts';

const TOKEN = '$' + '{API_TOKEN}';

it('finds the variables that texts refer to, however deep', () => {
  const data = { headers: { a: `Bearer ${TOKEN}` }, list: [1, `${TOKEN} $\{OTHER_1} $\{lower} $NAME {id}`] };
  expect(variablesIn(data)).toEqual(['API_TOKEN', 'OTHER_1']);
});

it('fills values in, and leaves everything else as it is', () => {
  const data = { path: '/{id}', headers: { a: `Bearer ${TOKEN}` }, n: 1, list: [null, TOKEN] };
  expect(filledFromEnvironment(data, { API_TOKEN: '$& s3cret' }, 'x')).toEqual({
    path: '/{id}',
    headers: { a: 'Bearer $& s3cret' },
    n: 1,
    list: [null, '$& s3cret'],
  });
  expect(data.headers.a).toBe(`Bearer ${TOKEN}`);
});

it('writes a value so that it means itself in a template', () => {
  expect(filledFromEnvironment(TOKEN, { API_TOKEN: 'a{b}' }, 'x', inTemplate)).toBe('a{{b}');
});

it.each([[{}], [{ API_TOKEN: '' }]])('is refused with a variable that is not set: %j', (env) => {
  expect(() => filledFromEnvironment([TOKEN], env, 'the config')).toThrow(
    'the config cannot be used: the environment variable API_TOKEN is not set.',
  );
});

it('makes a template of a text that means itself, but for its references', () => {
  expect(literalTemplate(`{"a":"${TOKEN}","b":{}}`)).toBe(`{{"a":"${TOKEN}","b":{{}}`);
});
