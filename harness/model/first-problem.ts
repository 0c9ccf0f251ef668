import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError as Problem } from 'typebox/error';
import { Settings } from 'typebox/system';
import { nearestTo } from './did-you-mean.ts';
import { isAtOrBelow, withoutOtherVariants } from './meant-variant.ts';

/** In a union, each variant has several. The default of 8 would cut off those that say which variant was not meant. */
const MOST_PROBLEMS = 100;
Settings.Set({ maxErrors: MOST_PROBLEMS });

/** Describes the first thing about a value that its schema does not allow, worded to follow "... cannot be used:". */
export function firstProblem(schema: TSchema, value: unknown): string {
  const all = Compile(schema).Errors(value);
  const problems = withoutOtherVariants(all);
  const problem = problems.find(({ keyword }) => keyword !== 'boolean' && keyword !== 'const') ?? problems[0];
  if (!problem) return 'it does not have the expected shape';
  return `${describe(problem, all, value)}${orMisspelt(problem, problems)}${orMeant(problem, schema)}`;
}

/** A field with a misspelt name is missing and unknown at once. The name that is there is easier to find. */
function orMisspelt(missing: Problem, problems: readonly Problem[]): string {
  if (missing.keyword !== 'required') return '';
  const [name] = problems.flatMap((problem) =>
    problem.keyword === 'additionalProperties' &&
    problem.schemaPath === missing.schemaPath &&
    problem.instancePath === missing.instancePath
      ? problem.params.additionalProperties
      : [],
  );
  return name === undefined ? '' : `, but an unknown field "${name}"`;
}

/** The field that an unknown one is like. */
function orMeant(unknown: Problem, schema: TSchema): string {
  if (unknown.keyword !== 'additionalProperties') return '';
  const [name = ''] = unknown.params.additionalProperties;
  const nearest = nearestTo(name, fieldsAt(unknown.schemaPath, schema));
  return nearest.length === 0 ? '' : ` (did you mean ${nearest.map((each) => `"${each}"`).join(' or ')}?)`;
}

function fieldsAt(schemaPath: string, schema: TSchema): string[] {
  let at: unknown = schema;
  for (const key of schemaPath.split('/').slice(1).map(unescaped))
    at = (at as Record<string, unknown> | undefined)?.[key];
  return Object.keys((at as { properties?: object } | undefined)?.properties ?? {});
}

function describe(problem: Problem, all: readonly Problem[], value: unknown): string {
  const place = placeOf(problem.instancePath, value);
  switch (problem.keyword) {
    case 'required':
      return `${place} has no "${problem.params.requiredProperties[0]}"`;
    case 'additionalProperties':
      return `${place} has an unknown field "${problem.params.additionalProperties[0]}"`;
    case 'type':
    case 'const':
    case 'anyOf':
      return mustBe(problem, all, value);
    case 'minimum':
      return `${place} must be at least ${problem.params.limit}`;
    case 'maximum':
      return `${place} must be at most ${problem.params.limit}`;
    case 'exclusiveMinimum':
      return `${place} must be more than ${problem.params.limit}`;
    case 'minItems':
    case 'minLength':
      return problem.params.limit === 1
        ? `${place} must not be empty`
        : `${place} must have at least ${problem.params.limit} ${problem.keyword === 'minItems' ? 'items' : 'characters'}`;
    default:
      return `${place} ${problem.message}`;
  }
}

const TYPES: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a string',
};

/** Says what may stand at a place: types and constants, of all variants if it is a union. */
function mustBe(
  { keyword, schemaPath, instancePath }: Problem,
  all: readonly Problem[],
  value: unknown,
): string {
  const union = keyword === 'anyOf' ? schemaPath : schemaPath.replace(/\/anyOf\/\d+$/, '');
  const ofUnion = all.filter((each) => isAtOrBelow(each.schemaPath, union));
  const constants = ofUnion.flatMap((each) =>
    each.keyword === 'const' && isAtOrBelow(each.instancePath, instancePath)
      ? [{ path: each.instancePath, text: JSON.stringify(each.params.allowedValue) }]
      : [],
  );
  const [first] = constants;
  const place = placeOf(first?.path ?? instancePath, value);
  const values = constants.flatMap(({ path, text }) => (path === first!.path ? [text] : []));
  const types = ofUnion.flatMap((each) =>
    each.keyword === 'type' && each.instancePath === instancePath && !hasConstant(each, ofUnion)
      ? [each.params.type].flat().map((type) => TYPES[type] ?? type)
      : [],
  );
  const allowed = unique(first && first.path !== instancePath ? values : [...types, ...values]);
  if (allowed.length === 0) return `${place} has none of the shapes that it may have`;
  return `${place} must be ${allowed.length > 2 ? `one of ${allowed.join(', ')}` : allowed.join(' or ')}`;
}

/** A constant has a type too, which need not be said. */
function hasConstant({ schemaPath, instancePath }: Problem, all: readonly Problem[]): boolean {
  return all.some(
    (each) =>
      each.keyword === 'const' && each.schemaPath === schemaPath && each.instancePath === instancePath,
  );
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** "routes.home.method", "targets[0]"; "it" for the whole value. */
function placeOf(instancePath: string, value: unknown): string {
  let place = '';
  let at = value;
  for (const key of instancePath.split('/').slice(1).map(unescaped)) {
    place += Array.isArray(at) ? `[${key}]` : `${place === '' ? '' : '.'}${key}`;
    at = (at as Record<string, unknown> | undefined)?.[key];
  }
  return place === '' ? 'it' : `"${place}"`;
}

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}
