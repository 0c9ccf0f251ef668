import {
  DATABASE_CPU,
  POOL_WAIT_MEAN,
  QUERIES_PER_REQUEST,
  QUERIES_PER_SEC,
  QUERY_TIME_MEAN,
  QUERY_TIME_P95,
  STATEMENT_PREFIX,
  statementMean,
} from './database.ts';
import type { MeasureDefinition } from './measure.ts';
import { CACHE_MEMORY, FAILURE_RATIO, GOODPUT, HIT_RATIO, RESPONSE_TIMES } from './requests.ts';
import { SYSTEM_CPU } from './system-cpu.ts';

export type { MeasureDefinition } from './measure.ts';

const MEASURES: ReadonlyMap<string, MeasureDefinition> = new Map(
  [
    ...RESPONSE_TIMES,
    GOODPUT,
    FAILURE_RATIO,
    HIT_RATIO,
    QUERIES_PER_SEC,
    QUERIES_PER_REQUEST,
    QUERY_TIME_MEAN,
    QUERY_TIME_P95,
    POOL_WAIT_MEAN,
    DATABASE_CPU,
    SYSTEM_CPU,
    CACHE_MEMORY,
  ].map((definition) => [definition.measure.name, definition]),
);

/** Null for an unknown name. A statement's measure exists for any name of a statement, whether or not there is such a statement. */
export function measureNamed(name: string): MeasureDefinition | null {
  if (!name.startsWith(STATEMENT_PREFIX)) return MEASURES.get(name) ?? null;
  const statement = name.slice(STATEMENT_PREFIX.length);
  return statement === '' ? null : statementMean(statement);
}

/** As people are told of them. */
export function measureNames(): string[] {
  return [...MEASURES.keys(), `${STATEMENT_PREFIX}<statement>`];
}
