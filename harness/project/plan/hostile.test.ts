import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ConvertOptions } from './conversion.ts';
import { fromHar } from './from-har.ts';
import { fromOpenApi } from './from-openapi.ts';
import { readOpenApi } from './openapi-document.ts';
import { readPlan } from './read-plan.ts';
import { mapTexts } from './template.ts';
import { recording } from './testing/recording.ts';
import { SHOP } from './testing/shop.ts';
import { trafficOf } from './traffic-of.ts';

const OPTIONS: ConvertOptions = { writes: true, userColumns: [] };

const HOSTILE: Record<string, string> = {
  markup: '<script>alert(1)</script>',
  'a template literal': `\`\${process.exit(1)}\``,
  'an environment variable': `\${HOME} \${PATH}`,
  'a template of ours': '{token} {{x}',
  'the end of a string': `'"; import('node:fs'); //`,
  lines: 'a\r\nX-Injected: 1\n\nb',
  'another direction': 'abc\u202edef\u2066',
  'line separators': 'a\u2028b\u2029c',
  'no text': '\u0000\u001b[31m\ud800',
  'the prototype': '__proto__',
  'ten kilobytes': 'long '.repeat(2_048),
};

/** The references to environment variables in the texts of what is sent. Names of fields are not read for any. */
function variablesIn(sent: unknown): string[] {
  const found: string[] = [];
  mapTexts(sent, (text) => found.push(...(text.match(/\$\{[A-Z_][A-Z0-9_]*\}/g) ?? [])));
  return found;
}

describe.each(Object.entries(HOSTILE))('a recording with %s', (_, text) => {
  const encoded = encodeURIComponent(text.toWellFormed());
  const convert = () =>
    fromHar(
      recording(
        [
          {
            at: 0,
            page: text,
            url: `${SHOP}/${encoded}/x?${encoded}=${encoded}`,
            headers: { [text]: text, 'x-thing': text, cookie: `${text}=${text}` },
            body: { [text]: text },
          },
          { at: 5_000, page: text, url: `${SHOP}/form`, form: { [text || 'a']: text, v: text }, body: text },
          {
            at: 9_000,
            url: `${SHOP}/json`,
            json: { [text]: { v: `${text}!` } },
            responseHeaders: { [text]: text },
          },
          { at: 12_000, url: `${SHOP}/plain` },
        ],
        text,
      ),
      OPTIONS,
    );

  it('becomes data, in which nothing reads a variable or a value that the recording names', () => {
    const { plan, variables } = convert();
    const traffic = trafficOf(readPlan(JSON.stringify(plan)), 1);
    const { values, ...sent } = traffic;
    const referred = variablesIn(sent);
    for (const each of referred) expect(variables.map(({ name }) => `\${${name}}`)).toContain(each);
    expect(JSON.stringify(sent)).not.toMatch(/"authorization":"[^"]*\{token\}/);
    for (const { name } of plan.operations) {
      expect(name.length).toBeLessThan(200);
      expect(name).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    }
    for (const { path, headers = {} } of Object.values(traffic.routes)) {
      expect(path).toMatch(/^\/[!-~{}…]*/u);
      for (const [name, value] of Object.entries(headers)) expect(`${name}: ${value}`).not.toMatch(/\p{Cc}/u);
    }
  });

  it('sends the texts of bodies as they were', () => {
    const { routes, values = {} } = trafficOf(convert().plan, 1);
    const { v } =
      (routes['POST /json']?.body as { json: Record<string, { v: string }> } | undefined)?.json[text] ?? {};
    // A body is left out if the name of a field in it cannot be told from a secret.
    if (v !== undefined) expect(values[v.slice(1, -1)]?.[0] ?? v.replaceAll('{{', '{')).toBe(`${text}!`);
  });
});

describe.each(Object.entries(HOSTILE))('a description with %s', (_, text) => {
  it('becomes data', () => {
    const path = `/${text.replace(/[{}]/g, '')}`;
    const document = stringify({
      openapi: '3.1.0',
      info: { title: text, version: text },
      paths: {
        [path]: {
          get: {
            operationId: text,
            description: text,
            parameters: [
              { name: text, in: 'query', required: true, schema: { type: 'string', example: text } },
            ],
            responses: { 200: { description: text } },
          },
          post: {
            requestBody: {
              content: {
                'application/json': {
                  schema: { type: 'object', properties: { [text]: { const: text }, v: { enum: [text] } } },
                },
              },
            },
            responses: { 201: { description: text } },
          },
        },
      },
    });
    const { plan, variables } = fromOpenApi(readOpenApi(document, 'api.yaml'), OPTIONS);
    const { values: _values, ...sent } = trafficOf(readPlan(JSON.stringify(plan)), 1);
    for (const each of variablesIn(sent)) expect(variables.map(({ name }) => `\${${name}}`)).toContain(each);
    for (const { path: template } of plan.operations) expect(template).toMatch(/^\/[!-z|~{} ]*/);
  });
});
