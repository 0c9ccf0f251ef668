import { formatNumber } from '../model/format.ts';
import type { Indicator } from '../model/indicator.ts';
import { indicatorInWords } from '../model/indicator-words.ts';
import type { TargetConfig } from '../model/system-config.ts';
import type { Operator, Target } from '../model/target.ts';
import { invalidConfig } from './invalid-config.ts';
import { type LoadName, STEADY } from './own-loads.ts';

/** What a config promises, without its name and its phases. */
type Promised = {
  id: string;
  statement: string;
  indicator: Indicator;
  operator: Operator;
  bound: number;
  /** the loads that can show it, the best first */
  shownBy: readonly LoadName[];
};

const QUANTILES = { p50Ms: 0.5, p90Ms: 0.9, p95Ms: 0.95, p99Ms: 0.99 } as const;
const BOTH: readonly LoadName[] = ['closed', 'open'];
const SHORT_FORMS = [
  'p50Ms',
  'p90Ms',
  'p95Ms',
  'p99Ms',
  'meanMs',
  'availability',
  'ratePerSec',
  'users',
  'indicator',
] as const;
type ShortForm = (typeof SHORT_FORMS)[number];

/** Where the targets are written, and which loads there are. */
export type TargetContext = {
  /** a file, or "the command line" */
  where: string;
  /** names the target at a place in the config, for people: "targets[0]", "--p95" */
  sectionOf(place: number): string;
  loads: readonly LoadName[];
  routes: readonly string[];
};

/**
 * The targets of a config as they are judged.
 * @throws ProofloadError CONFIG_INVALID
 */
export function targetsOf(configs: readonly TargetConfig[], context: TargetContext): Target[] {
  const { where, sectionOf, loads, routes } = context;
  const p95 = configs.findIndex(({ p95Ms, route }) => p95Ms !== undefined && route === undefined);
  const idOfP95 = p95 < 0 ? undefined : (configs[p95]!.id ?? 'p95');
  return configs.map((config, place) => {
    const section = sectionOf(place);
    const invalid = (reason: string) => invalidConfig(where, `${section} ${reason}`);
    if (config.route !== undefined && !routes.includes(config.route))
      throw invalid(`is about the route "${config.route}", which is never sent`);
    const promised = promiseOf(config, idOfP95, invalid);
    const shownBy = promised.shownBy.filter((load) => loads.includes(load));
    const judged = config.load === undefined ? shownBy : shownBy.filter((load) => load === config.load);
    if (judged.length === 0)
      throw invalid(
        (config.load ?? promised.shownBy[0]) === 'closed'
          ? 'needs a closed load: give load.users'
          : 'needs an open load: give load.ratePerSec',
      );
    const { shownBy: _, ...target } = promised;
    return {
      ...target,
      id: config.id ?? target.id,
      statement: config.statement ?? target.statement,
      source: { document: where, section },
      phases: (promised.indicator.source === 'requests' && promised.indicator.statistic === 'rate'
        ? judged.slice(-1) // a rate is shown best by the load that offers one
        : judged
      ).map((load) => STEADY[load]),
    };
  });
}

function promiseOf(
  config: TargetConfig,
  idOfP95: string | undefined,
  invalid: (reason: string) => Error,
): Promised {
  const given = SHORT_FORMS.filter((name) => config[name] !== undefined);
  const [form, second] = given;
  if (form === undefined) throw invalid(`promises nothing: give one of ${SHORT_FORMS.join(', ')}`);
  if (second !== undefined) throw invalid(`has both ${form} and ${second}: make two targets of it`);
  if (form === 'indicator') return longForm(config, invalid);
  if (config.operator !== undefined || config.bound !== undefined)
    throw invalid(`has an operator or a bound, but ${form} says both`);
  return shortForm(form, config[form]!, config.route, idOfP95);
}

function longForm({ indicator, operator, bound, route }: TargetConfig, invalid: (reason: string) => Error) {
  if (!indicator || operator === undefined || bound === undefined)
    throw invalid('needs an operator and a bound');
  if (route !== undefined) throw invalid('selects a route with indicator.where, not with route');
  const words = indicatorInWords(indicator);
  return {
    id: words
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, ''),
    statement: `${words.charAt(0).toUpperCase()}${words.slice(1)} ${operator} ${formatNumber(bound)}`,
    indicator,
    operator,
    bound,
    shownBy: indicator.source === 'users' ? (['closed'] as const) : BOTH,
  };
}

function shortForm(
  form: Exclude<ShortForm, 'indicator'>,
  bound: number,
  route: string | undefined,
  idOfP95: string | undefined,
): Promised {
  const where = route === undefined ? {} : { where: { route } };
  const requests = route === undefined ? 'requests' : `requests for ${route}`;
  const id = (name: string) =>
    route === undefined ? name : `${name}.${route.replaceAll(/[^A-Za-z0-9.-]+/g, '-')}`;
  const number = (value: number) => formatNumber(value, 4);
  switch (form) {
    case 'p50Ms':
    case 'p90Ms':
    case 'p95Ms':
    case 'p99Ms': {
      const q = QUANTILES[form];
      return {
        id: id(form.slice(0, 3)),
        statement: `${number(q * 100)}% of ${requests} are answered within ${number(bound)} ms`,
        indicator: { source: 'requests', ...where, statistic: 'quantile', q },
        operator: '<=',
        bound,
        shownBy: BOTH,
      };
    }
    case 'meanMs':
      return {
        id: id('mean'),
        statement: `${route === undefined ? 'Requests' : `Requests for ${route}`} are answered within ${number(bound)} ms on average`,
        indicator: { source: 'requests', ...where, statistic: 'mean' },
        operator: '<=',
        bound,
        shownBy: BOTH,
      };
    case 'availability':
      return {
        id: id('availability'),
        statement: `${formatNumber(bound * 100, 6)}% of ${requests} are answered correctly`,
        indicator: { source: 'requests', ...where, statistic: 'share' },
        operator: '>=',
        bound,
        shownBy: BOTH,
      };
    case 'ratePerSec':
      return {
        id: id('rate'),
        statement: `${number(bound)} ${requests} a second are answered correctly`,
        indicator: { source: 'requests', ...where, statistic: 'rate', per: 'second' },
        operator: '>=',
        bound,
        shownBy: BOTH,
      };
    case 'users':
      return {
        id: 'users',
        statement: `${formatNumber(bound)} users at once${idOfP95 === undefined ? '' : ` while ${idOfP95} holds`}`,
        indicator: {
          source: 'users',
          statistic: 'minimum',
          ...(idOfP95 === undefined ? {} : { while: idOfP95 }),
        },
        operator: '>=',
        bound,
        shownBy: ['closed'],
      };
  }
}
