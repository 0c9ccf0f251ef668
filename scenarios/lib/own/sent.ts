import type { LoadInput } from '../../../harness/model/traffic.ts';
import type { Route, Scalar, System } from '../route.ts';
import { needsOf } from './needs-of.ts';

/** The traffic as k6 uses it: what can be sent, and lists that are read by path. */
export type Sent = {
  system: System;
  data: {
    /** `draws`: the lists of values from which the journey draws one each, in groups of those that are drawn together */
    journeys: { weight: number; steps: string[]; draws: string[][] }[];
    /** the place of the journey that is chosen most often */
    heaviest: number;
    /** by route and page: the values without which it cannot be sent */
    needs: Record<string, string[]>;
    /** what each step is */
    steps: Record<string, 'route' | 'page'>;
    /** the request that comes before a load */
    firstRoute: string;
    values: Record<string, Scalar[]>;
    /** the names of the users' values, and these by user in the same order */
    fields: string[];
    users: Scalar[][];
  };
};

const READS = ['GET', 'HEAD'];

/**
 * Prepares traffic for k6. Throws when it cannot be sent: a journey has a step that does not exist, or a request writes although none may.
 */
export function sentOf({ traffic, users, writes }: LoadInput): Sent {
  const { journeys, values = {}, together = [], ...system } = traffic;
  const { routes, pages = {} } = system;
  if (!writes) refuseWrites(routes);
  const needs = needsOf(system);
  const fields = [...new Set(users.flatMap((user) => Object.keys(user)))];
  const walked = journeys.map(({ name, weight, steps }) => {
    const unknown = steps.find((step) => !Object.hasOwn(needs, step));
    if (unknown !== undefined)
      throw new Error(`the journey ${name} has the step ${unknown}, which is neither a route nor a page`);
    const used = new Set(steps.flatMap((step) => needs[step]!));
    const lists = Object.keys(values).filter((each) => used.has(each));
    return { weight, steps, draws: drawsOf(lists, together) };
  });
  if (walked.length === 0) throw new Error('there is no journey, so nothing would be sent');
  const most = Math.max(...walked.map(({ weight }) => weight));
  const heaviest = walked.findIndex(({ weight }) => weight === most);
  const first = walked[heaviest]!.steps[0]!;
  return {
    system,
    data: {
      journeys: walked,
      heaviest,
      firstRoute: Object.hasOwn(routes, first) ? first : pages[first]![0]![0]!,
      steps: Object.fromEntries(
        Object.keys(needs).map((key) => [key, Object.hasOwn(routes, key) ? 'route' : 'page']),
      ),
      needs,
      values,
      fields,
      users: users.map((user) => fields.map((field) => user[field] ?? '')),
    },
  };
}

/** Lists, in groups of those that are drawn together. */
export function drawsOf(lists: readonly string[], together: readonly (readonly string[])[]): string[][] {
  return lists.flatMap((list) => {
    const group = together.find((each) => each.includes(list)) ?? [list];
    const members = lists.filter((each) => group.includes(each));
    return members[0] === list ? [members] : [];
  });
}

function refuseWrites(routes: Record<string, Route>): void {
  for (const [key, { method }] of Object.entries(routes))
    if (!READS.includes(method))
      throw new Error(
        `${key} is a ${method} request, and only GET and HEAD may be sent (writes: true allows the others)`,
      );
}
