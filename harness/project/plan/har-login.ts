import type { PlanOperation } from '../../model/plan.ts';
import type { Route } from '../../model/route.ts';
import type { Captures } from './captures.ts';
import type { Variables } from './conversion.ts';
import { type HarContext, operationOf } from './har-operation.ts';
import { credential, isUserName } from './login-fields.ts';
import { Prerequisites } from './prerequisites.ts';
import { isRead } from './reads.ts';
import { isAnswered, type RecordedOperation } from './recorded-operations.ts';
import { soundsLikePassword } from './sounds-secret.ts';
import { routeOf } from './traffic-of.ts';

/** The operation of a recording that sends a password, if the system accepted it. */
export function loginIn(operations: readonly RecordedOperation[]): RecordedOperation | null {
  const login = operations.find(
    ({ method, occurrences, slots }) =>
      !isRead(method) &&
      occurrences.every(isAnswered) &&
      [...slots.values()].some(
        ({ place, name, values }) =>
          place === 'body' && soundsLikePassword(name) && values.some((value) => typeof value !== 'boolean'),
      ),
  );
  return login ?? null;
}

/**
 * The requests of a login: those that yield what it needs, such as the token of its form, and the one that sends the credentials, which are
 * columns of the users file or environment variables. Everything else in them is as it was recorded.
 * @param others what may come before it, with its operation of the plan
 */
export function loginRequests(
  login: RecordedOperation,
  others: ReadonlyMap<string, RecordedOperation>,
  made: readonly PlanOperation[],
  contextOf: (operation: RecordedOperation) => HarContext,
  {
    variables,
    captures,
    userColumns,
  }: { variables: Variables; captures: Captures; userColumns: readonly string[] },
): Route[] {
  const fill = (path: string, value: string) => {
    const field = path.slice(path.lastIndexOf('.') + 1);
    const isCredential = soundsLikePassword(field) || isUserName(field);
    return isCredential ? credential(field, userColumns, variables, value) : null;
  };
  const itself = operationOf(login, { ...contextOf(login), credential: fill });
  const plan = [...made, itself].map((each) => ({ ...each, captures: captures.of(each.name) }));
  const steps = new Prerequisites({ schemaVersion: 1, operations: plan }).withThose([login.name]);
  return steps.map((name) => {
    const recorded = others.get(name);
    const operation = recorded
      ? operationOf(recorded, { ...contextOf(recorded), credential: () => null })
      : itself;
    return { name, ...routeOf({ ...operation, ...captures.fieldOf(name) }) };
  });
}
