import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';

/** In a union, each variant has several. The default of 8 would cut off those that say which variant was not meant. */
const MOST_PROBLEMS = 100;
Settings.Set({ maxErrors: MOST_PROBLEMS });

/** Describes the first thing about a value that its schema does not allow. */
export function firstProblem(schema: TSchema, value: unknown): string {
  const all = Compile(schema).Errors(value);
  const notMeant = variantsNotMeant(all);
  const problems = all.filter(
    ({ schemaPath }) => !notMeant.some((variant) => schemaPath.startsWith(variant)),
  );
  const problem = problems.find(({ keyword }) => keyword !== 'boolean' && keyword !== 'const') ?? problems[0];
  if (!problem) return 'it does not have the expected shape';
  switch (problem.keyword) {
    case 'required':
      return `${placeOf(problem.instancePath)} has no "${problem.params.requiredProperties[0]}"`;
    case 'additionalProperties':
      return `${placeOf(problem.instancePath)} has "${problem.params.additionalProperties[0]}", which is unknown`;
    case 'anyOf': {
      const { instancePath: path, message } = problem;
      const allowed = all.flatMap(({ keyword, instancePath, params }) =>
        keyword === 'const' && (instancePath === path || instancePath.startsWith(`${path}/`))
          ? [{ instancePath, text: JSON.stringify(params.allowedValue) }]
          : [],
      );
      const [first] = allowed;
      if (!first) return `${placeOf(path)} ${message}`;
      const texts = allowed.filter(({ instancePath }) => instancePath === first.instancePath);
      return `${placeOf(first.instancePath)} must be one of ${[...new Set(texts.map(({ text }) => text))].join(', ')}`;
    }
    default:
      return `${placeOf(problem.instancePath)} ${problem.message}`;
  }
}

type Problem = { keyword: string; schemaPath: string };

/** In a union of objects that one property tells apart, the variants with another value of it. Their other problems do not matter. */
function variantsNotMeant(problems: readonly Problem[]): string[] {
  return problems.flatMap(({ keyword, schemaPath }) => {
    const [, variant] = /^(.*\/anyOf\/\d+)\/properties\/\w+$/.exec(schemaPath) ?? [];
    return keyword === 'const' && variant ? [variant] : [];
  });
}

function placeOf(instancePath: string): string {
  return instancePath === '' ? 'it' : `"${instancePath.slice(1).replaceAll('/', '.')}"`;
}
