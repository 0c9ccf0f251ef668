import { seededRandom, seedOf } from '../../../scenarios/lib/random.ts';
import type { Plan, PlanOperation, PlanValue } from '../../model/plan.ts';
import type { Check, Route, Scalar } from '../../model/route.ts';
import type { Traffic } from '../../model/traffic.ts';
import { fakeTemplate, fakeValues, UNIQUE_LISTS, uniqueTexts } from './fake.ts';
import { Names, nameInTemplate } from './names.ts';
import { numbersOf } from './numbers.ts';
import { textMaker } from './pattern-text.ts';
import { invalid, Prerequisites } from './prerequisites.ts';
import { filledIn, namesIn } from './template.ts';

/** Of each value that varies over more than a list. */
const DRAWN_VALUES = 1_000;

/** The body of a response may be anything: its status says whether it is correct. */
const ANY_BODY: Check[] = [{ body: 'length', atLeast: 0 }];

/**
 * What a run sends, from a plan. What varies becomes lists of values, made up from the random seed: the same seed gives the same lists.
 * @throws ProofloadError PLAN_INVALID
 */
export function trafficOf(plan: Plan, randomSeed: number): Traffic {
  const prerequisites = new Prerequisites(plan);
  const names = new Names();
  const values: Record<string, Scalar[]> = {};
  const routes: Record<string, Route> = {};
  const groups: string[][] = [];
  for (const operation of plan.operations) {
    const templates = new Map<string, string>();
    const lists = new Map<string, string>();
    for (const [name, value] of Object.entries(operation.values ?? {})) {
      const list = names.take(nameInTemplate(`${name} of ${operation.name}`));
      values[list] = drawn(value, randomSeed, list);
      lists.set(name, list);
      templates.set(name, 'fake' in value ? fakeTemplate(value, list) : `{${list}}`);
    }
    groups.push(...togetherIn(operation).map((group) => group.map((name) => lists.get(name)!)));
    routes[operation.name] = routeOf(operation, templates);
  }
  const used = new Set(Object.values(routes).flatMap((route) => namesIn(route)));
  for (const list of UNIQUE_LISTS) if (used.has(list)) values[list] = uniqueTexts();
  const alone = plan.operations.map(({ name, weight }) => ({ name, weight, steps: [name] }));
  const pages = (plan.pages ?? []).map(({ name, weight }) => ({ name, weight, steps: [name] }));
  const inOrder = (plan.journeys ?? []).map(({ operations, ...journey }) => ({
    ...journey,
    steps: operations,
  }));
  return {
    routes,
    ...(plan.pages && {
      pages: Object.fromEntries(plan.pages.map(({ name, operations }) => [name, operations])),
    }),
    journeys: [...alone, ...pages, ...inOrder]
      .filter(({ weight }) => weight > 0)
      .map((journey) => ({ ...journey, steps: prerequisites.withThose(journey.steps) })),
    values,
    ...(groups.length > 0 && { together: groups }),
  };
}

/** The names of the lists of an operation that are drawn together. @throws ProofloadError PLAN_INVALID */
function togetherIn({ name: operation, values = {} }: PlanOperation): string[][] {
  const groups = new Map<string, string[]>();
  for (const [name, value] of Object.entries(values)) {
    if (!('list' in value) || value.with === undefined) continue;
    const other = Object.hasOwn(values, value.with) ? values[value.with]! : null;
    if (
      other === null ||
      !('list' in other) ||
      other.with !== undefined ||
      other.list.length !== value.list.length
    )
      throw invalid(
        `"${name}" of ${operation} is drawn with "${value.with}", which is no list of the same length that is drawn by itself`,
      );
    groups.set(value.with, [...(groups.get(value.with) ?? [value.with]), name]);
  }
  return [...groups.values()];
}

/**
 * An operation as a request.
 * @param templates for the names of its values
 */
export function routeOf(operation: PlanOperation, templates: ReadonlyMap<string, string> = new Map()): Route {
  const { method, status, cookies, redirects, captures } = operation;
  const { path, headers, body } = filledIn(
    { path: operation.path, headers: operation.headers, body: operation.body },
    templates,
  );
  return {
    method,
    path,
    ...(headers && { headers }),
    ...(body && { body }),
    ...(status !== undefined && { status }),
    ...(cookies && { cookies }),
    ...(redirects !== undefined && { redirects }),
    ...(captures && { captures }),
    checks: ANY_BODY,
  };
}

function drawn(value: PlanValue, randomSeed: number, list: string): Scalar[] {
  if ('list' in value) return value.list;
  if ('fake' in value) return fakeValues(value, DRAWN_VALUES, randomSeed, list);
  const random = seededRandom(randomSeed, seedOf(list));
  if ('pattern' in value) {
    const make = textMaker(value.pattern, value);
    if (make === null) throw invalid(`no text can be made up for the pattern of ${list}`);
    return Array.from({ length: DRAWN_VALUES }, () => make(random));
  }
  const numbers = numbersOf(value, DRAWN_VALUES, random);
  if (numbers.length === 0) throw invalid(`there is no number within the bounds of ${list}`);
  return numbers;
}
