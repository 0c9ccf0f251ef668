import type { Recorded } from '../../project/plan/testing/recording.ts';

/** If it is carried out anywhere, the command ends with a code that no command ends with. */
const CODE = 'globalThis.process.exit(99)';
export const HOSTILE = [
  `<script>${CODE}</script><img src=x onerror="${CODE}">`,
  `]]><failure message="x"/>`,
  `\`\${${CODE}}\``,
  `'; ${CODE}; '"; ${CODE}; "`,
  `*/ ${CODE} /*`,
  `'}); ${CODE}; ({x:'`,
  `a\r\n::error::b\n##[add-mask]x\n\u2028${CODE}\u2029`,
  'abc\u202edef\u2066ghi',
  '\u0000\u001b[31m\u001b]0;title\u0007\ud800',
  `$(touch pwned) \`id\` ; $\{HOME} $\{PATH}`,
  '../../../../etc/hosts',
  '%00%0a%2e%2e',
  '{token} {{x} }}',
  '__proto__',
  '| a | ![x](javascript:alert(1)) [y](https://evil.example) |',
  `x${' y'.repeat(5_120)}`,
];

/** A description in which every text is hostile. */
export const hostileApi = () => ({
  openapi: '3.1.0',
  info: { title: HOSTILE[0], version: HOSTILE[3] },
  paths: Object.fromEntries(
    HOSTILE.map((text, i) => [
      `/${i}/${text.replace(/[{}]/g, '').slice(0, 500)}`,
      {
        summary: text,
        get: {
          operationId: text,
          description: text,
          tags: [text],
          parameters: [
            { name: text, in: 'query', required: true, schema: { type: 'string', example: text } },
            { name: 'X-Thing', in: 'header', required: true, schema: { type: 'string', enum: ['a', 'b'] } },
          ],
          responses: {
            200: {
              description: text,
              content: {
                'application/json': {
                  schema: { type: 'object', properties: { [text]: { type: 'string' } } },
                },
              },
            },
          },
        },
        post: {
          operationId: `add ${text}`,
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    [text]: { const: text },
                    list: { enum: HOSTILE },
                    example: { type: 'string', example: text },
                  },
                },
              },
            },
          },
          responses: { 201: { description: text } },
        },
      },
    ]),
  ),
});

/** A recording in which every text is hostile. */
export const hostileRecording = (): Recorded[] => [
  ...HOSTILE.map((text, i): Recorded => {
    const inUrl = encodeURIComponent(text.toWellFormed());
    return {
      page: text,
      url: `https://shop.example/${i}/${inUrl}/x?${inUrl}=${inUrl}`,
      headers: { [text]: text, 'x-thing': text, cookie: `${text}=${text}` },
      body: { [text]: text },
    };
  }),
  ...HOSTILE.map(
    (text, i): Recorded => ({ url: `https://shop.example/f${i}`, form: { [text]: text, v: text } }),
  ),
  ...HOSTILE.map(
    (text, i): Recorded => ({
      url: `https://shop.example/j${i}`,
      json: { [text]: { v: text, list: [text] } },
      responseHeaders: { [text]: text },
      type: text,
    }),
  ),
  { url: 'https://shop.example/away', status: 302, redirectUrl: '/home' },
  { url: 'https://shop.example/home' },
  { url: 'https://shop.example//evil.example/x' },
  { method: HOSTILE[8]!, url: 'https://shop.example/method' },
];
