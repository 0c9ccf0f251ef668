import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readSource } from './read-source.ts';
import { api, posting, sourcesOfTest } from './testing/sources.ts';

const { convert, refusal, folder } = sourcesOfTest();

describe('a description that refers to what is not in it', () => {
  it.each([
    'https://evil.example/a.yaml#/A',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    '/etc/passwd',
    '../../../etc/passwd#/x',
    'other.yaml',
    '\u001b[31mred.yaml\u202e',
    `x${'y'.repeat(10_240)}.yaml`,
  ])('is refused, and nothing is read: %j', async (ref) => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('nothing may be fetched'));
    const referring = { properties: { default: { $ref: ref } } };
    for (const text of [
      api({ components: { schemas: { A: { $ref: ref } } } }),
      posting(referring), // a field may be called like a keyword below which there is data
      api({}, { '/a': { $ref: ref } }),
    ])
      expect(await refusal(text)).toMatchObject({
        code: 'SOURCE_UNREADABLE',
        message: expect.stringContaining('it refers to another document'),
      });
    expect(fetched).not.toHaveBeenCalled();
    fetched.mockRestore();
  });

  it('or to nothing in it, is converted without that', async () => {
    const { plan } = await convert(
      posting({
        type: 'object',
        properties: { a: { $ref: '#/../../x' }, b: { $ref: '#/components/schemas/B' } },
      }),
    );
    expect(plan.operations.map(({ name }) => name)).toContain('POST /a');
  });
});

describe('a description with names of JavaScript', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s is a name like any other',
    async (name) => {
      const properties = JSON.parse(`{"${name}":{"type":"string","format":"${name}"}}`) as object;
      const text = posting({ type: 'object', required: [name], properties }).replace(
        '"info":',
        `"security":[{"${name}":[]}],"info":`,
      );
      const { plan } = await convert(text);
      const { body, values } = plan.operations.find((each) => each.name === 'POST /a')!;
      const { json } = body as { json: object };
      expect(Object.keys(json)).toEqual([name]);
      expect(Object.values(values!)).toEqual([{ fake: 'word' }]);
      expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
    },
  );
});

describe('a description that would send what is on this machine', () => {
  const variable = '$' + '{HOME}';
  it.each([
    [
      'its path',
      api(
        {},
        {
          [`/x/${variable}`]: {
            get: { parameters: [{ name: 'HOME', in: 'path', schema: { type: 'string' } }] },
          },
        },
      ),
    ],
    ['the path of its server', api({ servers: [{ url: `/v1/$` + `{HOME}` }] })],
    [
      'a variable of its server',
      api({ servers: [{ url: '/v1/{x}', variables: { x: { default: variable } } }] }),
    ],
    ['its origin', api({ servers: [{ url: `http://127.0.0.1/${variable}` }] })],
    ['an example', posting({ type: 'object', example: { a: variable, b: [variable] } })],
    ['a constant', posting({ type: 'object', properties: { a: { const: variable } } })],
  ])('in %s sends it as it is written', async (_, text) => {
    const { plan } = await convert(text);
    const sent = plan.operations
      .map(({ path, headers, body }) => JSON.stringify([path, headers, body]))
      .join();
    expect(sent).not.toMatch(/\$\{[A-Z_]/);
  });

  it('has no host in the path of its server', async () => {
    const { plan, origin } = await convert(api({ servers: [{ url: '//evil.example/v1' }] }));
    expect([plan.operations[0]!.path, origin]).toEqual(['/v1/a', null]);
  });
});

describe('a file', () => {
  it('may begin with a byte order mark, as Windows writes it', async () => {
    expect((await convert(`\uFEFF${api({})}`)).plan.operations).toHaveLength(1);
  });

  it('is not quoted on the terminal by a warning', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await convert(`openapi: 3.1.0\npaths: { /a: { get: {} } }\nx: !evil\u001b[31m x\n? [a, b]\n: c\n`).catch(
      () => {},
    );
    await convert('openapi: 3.1.0\npaths: { /a: { get: {} } }\nx: !evil x\n? [a, b]\n: c\n');
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('is neither of both', async () => {
    for (const [text, reason] of [
      ['{"a":1}', 'it is neither Swagger 2 nor OpenAPI 3'],
      ['[]', 'it is not an object'],
      ['{"a":', 'it is no JSON'],
      ['', 'it is not an object'],
      ['\u0000\u0001binary', 'it is'],
    ] as const)
      expect((await refusal(text)).message).toContain(reason);
  });

  it('is read only as far as memory allows', async () => {
    const file = join(folder(), 'huge.har');
    await writeFile(file, '');
    await truncate(file, 400_000_000);
    await expect(readSource(file)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: 'huge.har cannot be read: it has more than 300 MB.',
    });
    await expect(readSource(folder())).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    await expect(readSource(join(folder(), 'none'))).rejects.toMatchObject({
      message: 'none cannot be read: it does not exist.',
    });
  });

  it('in YAML may have 20 million characters', async () => {
    const text = `openapi: 3.1.0\nx: '${'y'.repeat(20_000_000)}'\npaths: {}`;
    expect((await refusal(text)).message).toContain('it is YAML of more than 20,000,000 characters');
  });
});
