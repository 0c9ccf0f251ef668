import type { TLocalizedValidationError as Problem } from 'typebox/error';

/** A variant of a union, as it was tried for one value. */
type Variant = { schemaPath: string; instancePath: string; problems: Problem[] };

/**
 * The problems without those of variants that were not meant. Every variant of a union has problems with a value that fits none, but only
 * those of the variant that comes closest help.
 */
export function withoutOtherVariants(problems: readonly Problem[]): Problem[] {
  const notMeant = problems
    .filter(({ keyword }) => keyword === 'anyOf')
    .flatMap((union) => variantsNotMeant(variantsOf(union, problems)));
  return problems.filter((problem) => !notMeant.some((variant) => isOf(problem, variant)));
}

function variantsOf({ schemaPath, instancePath }: Problem, problems: readonly Problem[]): Variant[] {
  const union = `${schemaPath}/anyOf`;
  const places = problems.flatMap((problem) =>
    isOf(problem, { schemaPath: union, instancePath })
      ? [`${union}/${problem.schemaPath.slice(union.length + 1).split('/')[0]}`]
      : [],
  );
  return [...new Set(places)].map((place) => ({
    schemaPath: place,
    instancePath,
    problems: problems.filter((problem) => isOf(problem, { schemaPath: place, instancePath })),
  }));
}

/**
 * In a union of objects that properties with a constant tell apart: the variants with another constant, and those without such a property.
 * Their other problems do not matter. Of what is left, all variants of another type than the value, if there is one of its type, and those with
 * more problems than another.
 */
function variantsNotMeant(variants: readonly Variant[]): Variant[] {
  const told = new Set(variants.flatMap(otherConstants));
  const isOther = (variant: Variant) =>
    otherConstants(variant).length > 0 || unknownFields(variant).some((name) => told.has(name));
  const left = variants.filter((variant) => !isOther(variant));
  const ofType = left.filter((variant) => !isOfAnotherType(variant));
  const fewest = Math.min(...ofType.map(weight));
  return [
    ...variants.filter(isOther),
    ...(ofType.length === 0 ? [] : left.filter((variant) => !ofType.includes(variant))),
    ...ofType.filter((variant) => weight(variant) > fewest),
  ];
}

/** The names of properties that would have to have another constant. */
function otherConstants({ schemaPath, problems }: Variant): string[] {
  return problems.flatMap((problem) => {
    const [, name] = /^\/properties\/(\w+)$/.exec(problem.schemaPath.slice(schemaPath.length)) ?? [];
    return problem.keyword === 'const' && name !== undefined ? [name] : [];
  });
}

function unknownFields({ schemaPath, instancePath, problems }: Variant): string[] {
  return problems.flatMap((problem) =>
    problem.keyword === 'additionalProperties' &&
    problem.schemaPath === schemaPath &&
    problem.instancePath === instancePath
      ? problem.params.additionalProperties
      : [],
  );
}

/** Or, for a constant, another value. */
function isOfAnotherType({ schemaPath, instancePath, problems }: Variant): boolean {
  return problems.some(
    (problem) =>
      (problem.keyword === 'type' || problem.keyword === 'const') &&
      problem.schemaPath === schemaPath &&
      problem.instancePath === instancePath,
  );
}

/** How many problems a variant has. A union in it counts as one. */
function weight({ schemaPath, problems }: Variant): number {
  return problems.reduce((sum, problem) => {
    if (problem.schemaPath.slice(schemaPath.length).includes('/anyOf/')) return sum;
    switch (problem.keyword) {
      case 'boolean': // the same as an unknown field
        return sum;
      case 'additionalProperties':
        return sum + problem.params.additionalProperties.length;
      case 'required':
        return sum + problem.params.requiredProperties.length;
      default:
        return sum + 1;
    }
  }, 0);
}

function isOf(problem: Problem, variant: Pick<Variant, 'schemaPath' | 'instancePath'>): boolean {
  return (
    isAtOrBelow(problem.schemaPath, variant.schemaPath) &&
    isAtOrBelow(problem.instancePath, variant.instancePath)
  );
}

/** Whether a path of keys is another one, or continues it. */
export function isAtOrBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}
