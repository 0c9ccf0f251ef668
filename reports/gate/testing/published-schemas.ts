import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { validateXML } from 'xmllint-wasm';

/*
 * The formats of other programs, checked by what these programs publish: Jenkins' schema of JUnit files, the grammar of OpenMetrics 1.0, and
 * Bencher's JSON schema.
 */

const published = (name: string) => readFileSync(new URL(`../testdata/${name}`, import.meta.url), 'utf8');

const JUNIT = published('junit-10.xsd');

/** What Jenkins would reject in a JUnit file. */
export async function junitProblems(xml: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents: xml }, schema: JUNIT });
  return errors.map(({ message }) => message);
}

const validateBmf = new Ajv({ strict: false }).compile(JSON.parse(published('bmf.schema.json')) as object);

/** What Bencher would reject. */
export function bencherProblems(json: string): string[] {
  validateBmf(JSON.parse(json));
  return (validateBmf.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

type Parser = {
  parse(grammar: unknown, start: string, input: number[]): { success: boolean; maxMatched: number };
};
type ApgJs = {
  apgApi: new (abnf: string) => { generate(): void; errors: unknown[]; toObject(): unknown };
  apgLib: { parser: new () => Parser; utils: { stringToChars(text: string): number[] } };
};
const { apgApi, apgLib } = createRequire(import.meta.url)('apg-js') as ApgJs;

/**
 * The grammar of RFC 5234's core rules and of OpenMetrics. The parser takes the first alternative that matches, where ABNF means any: so the
 * one for integers, which matches the beginning of every number, is left out. The next one covers it.
 */
function openMetricsGrammar(): unknown {
  const integer = 'realnumber = [SIGN] 1*DIGIT\nrealnumber =/';
  const text = published('openmetrics.abnf');
  if (!text.includes(integer)) throw new Error('The grammar has changed');
  const core = 'LF = %x0A\nSP = %x20\nDQUOTE = %x22\nDIGIT = %x30-39\nALPHA = %x41-5A / %x61-7A\n';
  const generator = new apgApi(`${text.replace(integer, 'realnumber =')}\n${core}`);
  generator.generate();
  if (generator.errors.length > 0) throw new Error(JSON.stringify(generator.errors));
  return generator.toObject();
}

const OPEN_METRICS = openMetricsGrammar();

/** Where a text stops being OpenMetrics; null if it is. */
export function openMetricsProblem(text: string): string | null {
  const { success, maxMatched } = new apgLib.parser().parse(
    OPEN_METRICS,
    'exposition',
    apgLib.utils.stringToChars(text),
  );
  return success ? null : `not OpenMetrics from "${text.slice(maxMatched, maxMatched + 40)}"`;
}
