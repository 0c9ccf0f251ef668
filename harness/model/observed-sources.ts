import Type from 'typebox';

/** What a run could observe of its system besides the responses. */
export const ObservedSources = Type.Object({
  servers: Type.Array(Type.String(), { description: 'whose metrics were read, by name' }),
  database: Type.Boolean(),
  cache: Type.Boolean(),
  edge: Type.Boolean({ description: 'the state of the edge itself' }),
  processes: Type.Boolean({ description: 'CPU and memory of its parts' }),
  data: Type.Boolean({ description: 'its tables, before and after the load' }),
});
export type ObservedSources = Type.Static<typeof ObservedSources>;

type WithSources = { observed?: ObservedSources };

/** Whether a source was observed. Runs of older versions do not say, so theirs may have been. */
export function isObserved({ observed }: WithSources, source: keyof ObservedSources): boolean {
  if (observed === undefined) return true;
  const seen = observed[source];
  return typeof seen === 'boolean' ? seen : seen.length > 0;
}

/** Whether anything that could restart was observed. */
export function observesParts(run: WithSources): boolean {
  return (['servers', 'database', 'cache', 'processes'] as const).some((source) => isObserved(run, source));
}
