import type { Plan, PlanOperation } from '../../model/plan.ts';
import type { CaptureSource, Scalar } from '../../model/route.ts';
import type { Rehearsed } from '../../model/traffic.ts';
import { isSecretText } from './credentials-in.ts';
import { soundsSecret } from './sounds-secret.ts';
import { literal, mapTemplate, mapTexts } from './template.ts';
import { inUrl } from './url-text.ts';
import { sentBy, withoutOperations } from './without-operations.ts';

/**
 * What is left of a plan after several users have sent all of it once. An operation that was never answered as it should be is left out, by
 * name. A capture stays only if every user got a value; one that all users got alike was no value of theirs, and becomes a constant. Where
 * another 2xx came than was expected, any will do.
 * @param given names of the values that users bring
 * @param secrets values that must not be written
 * @returns the same plan if there is nothing to change: it is proved
 */
export function refinedPlan(
  plan: Plan,
  rehearsed: readonly Rehearsed[],
  given: readonly string[],
  secrets: ReadonlySet<string> = new Set(),
): Plan {
  const trials = Map.groupBy(rehearsed, ({ route }) => route);
  const users = new Set(rehearsed.map(({ user }) => user));
  const reasons = new Map<string, string>();
  const lost = new Map<string, string>();
  const constants = new Map<string, Scalar>();
  let isChanged = false;
  const operations = plan.operations.map((operation): PlanOperation => {
    const { name } = operation;
    const tried = trials.get(name) ?? [];
    if (operation.status !== '2xx' && tried.some(isOther2xx)) {
      isChanged = true;
      return { ...operation, status: '2xx' };
    }
    if (tried.length > 0 && !tried.some(isCorrect)) {
      reasons.set(name, reasonOf(tried[0]!));
      return operation;
    }
    if (tried.length === 0) return operation;
    const captures = Object.entries(operation.captures ?? {}).filter(([capture, source]) => {
      const found = [...users].map((user) => valueFor(user, capture, tried));
      const [value] = found;
      if (found.some((each) => each === null)) {
        lost.set(capture, `its value {${capture}} was not in the response to ${name} for every user`);
        return false;
      }
      const isAlike = found.every((each) => each === value) && isAskedAlike(operation, given);
      if (!isAlike || secrets.has(String(value)) || mayVary(capture, source, value!)) return true;
      constants.set(capture, value!);
      return false;
    });
    return captures.length === Object.keys(operation.captures ?? {}).length
      ? operation
      : withCaptures(operation, captures);
  });
  isChanged ||= lost.size > 0 || constants.size > 0;
  const changed = isChanged
    ? { ...plan, operations: operations.map((each) => withConstants(each, constants)) }
    : plan;
  const refined = withoutOperations(changed, { reasons, lost, given });
  if (refined !== plan) return refined;
  const unreached = plan.operations.filter(({ name }) => !trials.has(name));
  const why = 'it was never sent, because what comes before it failed';
  return withoutOperations(plan, { reasons: new Map(unreached.map(({ name }) => [name, why])), given });
}

function isCorrect({ answer }: Rehearsed): boolean {
  return answer.outcome === 'correct';
}

function isOther2xx({ answer: { outcome } }: Rehearsed): boolean {
  return outcome.startsWith('status-2');
}

function reasonOf({ answer: { outcome, status } }: Rehearsed): string {
  if (outcome === 'timeout') return 'it was not answered in time';
  if (outcome === 'generator-refused') return 'it leads to another host, where nothing is sent';
  if (status === 0) return 'it was not answered';
  return outcome === 'content' ? 'its response had no content' : `it was answered ${status}`;
}

function valueFor(user: number, capture: string, tried: readonly Rehearsed[]): Scalar | null {
  const values = tried.filter((each) => each.user === user && isCorrect(each));
  return values.map(({ captured }) => captured[capture] ?? null).find((value) => value !== null) ?? null;
}

/** Whether a request is the same each time that a user sends it: nothing in it is drawn or captured. */
function isAskedAlike(operation: PlanOperation, given: readonly string[]): boolean {
  return sentBy(operation).every((name) => given.includes(name)) && operation.values === undefined;
}

/** A longer one is no id of anything, and nobody wants it in a plan. */
const LONGEST_CONSTANT = 500;

/** Whether two users may have got the same value by chance, or should not share it. */
function mayVary(capture: string, source: CaptureSource, value: Scalar): boolean {
  const place = typeof source === 'string' ? source : Object.values(source)[0]!;
  const isDrawn = typeof source === 'string' && source.split('.').includes('#');
  const text = String(value);
  if (isDrawn || text.length > LONGEST_CONSTANT || isSecretText(text)) return true;
  return soundsSecret(capture) || soundsSecret(place);
}

function withCaptures(
  { captures: _, ...operation }: PlanOperation,
  captures: readonly (readonly [string, CaptureSource])[],
): PlanOperation {
  return captures.length > 0 ? { ...operation, captures: Object.fromEntries(captures) } : operation;
}

/** The operation with values in place of names. In JSON, a text that is nothing but a name becomes the value with its own type. */
function withConstants(operation: PlanOperation, constants: ReadonlyMap<string, Scalar>): PlanOperation {
  const used = sentBy(operation).filter((name) => constants.has(name));
  if (used.length === 0) return operation;
  const constantFor = (name: string) => (used.includes(name) ? constants.get(name) : undefined);
  const fillBy = (write: (value: string) => string) => (template: string) =>
    mapTemplate(template, {
      text: (text) => text,
      name: (name) => {
        const value = constantFor(name);
        return value === undefined ? `{${name}}` : write(String(value));
      },
    });
  const fill = fillBy(literal);
  const { path, headers, body } = operation;
  return {
    ...operation,
    path: fillBy(inUrl)(path),
    ...(headers && { headers: mapTexts(headers, fill) as Record<string, string> }),
    ...(body && {
      body: ('json' in body
        ? { json: mapTexts(body.json, (text) => asWhole(text, constantFor) ?? fill(text)) }
        : mapTexts(body, fill)) as typeof body,
    }),
  };
}

function asWhole(template: string, constantFor: (name: string) => Scalar | undefined): Scalar | undefined {
  const [, name] = /^\{([^{}]+)\}$/.exec(template) ?? [];
  const value = name === undefined ? undefined : constantFor(name);
  return typeof value === 'string' ? undefined : value;
}
