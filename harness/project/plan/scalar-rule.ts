import { MOST_TEXT_CHARACTERS, type PlanValue } from '../../model/plan.ts';
import { fakeKindOf } from './fake-kind.ts';
import { type JsonObject, listOf } from './json.ts';
import { LeaveOut } from './leave-out.ts';
import { typeOf } from './merged-schema.ts';
import { type Lengths, textMaker } from './pattern-text.ts';

type Scalar = string | number | boolean;

/** How a scalar varies: null if nothing but null fits. @throws LeaveOut */
export function scalarRule(schema: JsonObject, name: string): PlanValue | null {
  const allowed = listOf(schema.enum).filter(isScalar);
  if (allowed.length > 0) return { list: allowed };
  switch (typeOf(schema)) {
    case 'null':
      return null;
    case 'boolean':
      return { list: [true, false] };
    case 'integer':
    case 'number':
      return numberRule(schema, examplesOf(schema));
    default:
      return textRule(schema, name, examplesOf(schema));
  }
}

/** Every value that a schema shows, once. */
export function examplesOf({ example, examples, default: usual }: JsonObject): Scalar[] {
  return [...new Set([example, ...listOf(examples), usual].filter(isScalar))];
}

const RANGE = 99;
const MOST_RANGE = 1_000_000;
const CENT = 0.01;

/** Any number between bounds, and beyond one bound as many as usual. Without bounds, those that are shown. */
function numberRule(schema: JsonObject, examples: Scalar[]): PlanValue {
  const isWhole = typeOf(schema) === 'integer';
  const said = numberOf(schema.multipleOf);
  const multipleOf = said !== null && said > 0 && (!isWhole || Number.isInteger(said)) ? said : null;
  const [above, below] = [numberOf(schema.exclusiveMinimum), numberOf(schema.exclusiveMaximum)];
  const span =
    (below ?? numberOf(schema.maximum) ?? Infinity) - (above ?? numberOf(schema.minimum) ?? -Infinity);
  const step = multipleOf ?? (isWhole ? 1 : span < 1 ? span / 100 : CENT);
  const min = above !== null ? above + step : numberOf(schema.minimum);
  const max = below !== null ? below - step : numberOf(schema.maximum);
  if (examples.length > 0 && (min === null || max === null)) return { list: examples };
  const low = min ?? Math.min(1, max ?? 1);
  const unit = multipleOf ?? 1;
  const high = Math.max(low, Math.min(max ?? low + RANGE * unit, low + MOST_RANGE * unit));
  if (!isWhole) return { number: { min: low, max: high, ...(multipleOf !== null && { multipleOf }) } };
  const first = Math.ceil(low);
  const bounds = { min: first, max: Math.max(first, Math.floor(high)) };
  return { integer: { ...bounds, ...(multipleOf !== null && { multipleOf }) } };
}

/** Formats whose texts have no other rule than how they look. */
const PATTERNS: ReadonlyMap<string, string> = new Map([
  ['base64', '^[A-Za-z0-9+/]{24}$'],
  ['duration', '^P[1-9]DT[1-9]H$'],
  ['hostname', '^[a-z]{6,12}\\.example\\.com$'],
  ['ipv6', '^2001:db8(:[1-9a-f][0-9a-f]{3}){6}$'],
]);

/** A field that has a kind is made up. Otherwise what is shown is sent, or a text that matches the pattern, or words. */
function textRule(schema: JsonObject, name: string, examples: Scalar[]): PlanValue {
  const format = typeof schema.format === 'string' ? schema.format.toLowerCase() : undefined;
  const isEncoded = schema.contentEncoding === 'base64' || format === 'byte';
  if (format === 'binary' || (typeof schema.contentMediaType === 'string' && !isEncoded))
    throw new LeaveOut('it uploads a file');
  const lengths = lengthsOf(schema);
  const said = typeof schema.pattern === 'string' ? schema.pattern : null;
  const kind = said === null ? fakeKindOf(name, format) : null;
  if (kind === null && examples.length > 0) return { list: examples };
  if (kind !== null) return { fake: kind, ...lengths };
  for (const pattern of [said, PATTERNS.get(isEncoded ? 'base64' : (format ?? ''))])
    if (pattern != null && textMaker(pattern, lengths) !== null) return { pattern, ...lengths };
  const { minLength = 0 } = lengths;
  const byLength = minLength > 40 ? 'paragraph' : minLength > 8 ? 'sentence' : 'word';
  return { fake: fakeKindOf(name, format) ?? byLength, ...lengths };
}

function lengthsOf(schema: JsonObject): Lengths {
  const [least, most] = [numberOf(schema.minLength), numberOf(schema.maxLength)];
  if (least !== null && least > MOST_TEXT_CHARACTERS)
    throw new LeaveOut(`one of its texts has more than ${MOST_TEXT_CHARACTERS} characters`);
  return {
    ...(least !== null && least >= 1 && { minLength: Math.ceil(least) }),
    ...(most !== null && most >= 1 && { maxLength: Math.floor(most) }),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
