/** A prepared statement by name. `Row` is what it returns. */
export type Statement<Row> = {
  readonly name: string;
  readonly text: string;
  /** whether a replica may answer it; otherwise it goes to the primary, however old an answer the caller accepts */
  readonly onReplicas?: true;
  readonly row?: Row;
};

/**
 * Names a statement. The name is also a comment in its text, so that pg_stat_statements can be read by name: at the end, because
 * PostgreSQL drops comments before the first word.
 */
export function statement<Row>(name: string, text: string): Statement<Row> {
  return { name, text: `${text.trim()} /* ${name} */` };
}

/** The same statement, which replicas may answer too if the caller accepts an answer that lags. */
export function onReplicas<Row>(wanted: Statement<Row>): Statement<Row> {
  return { ...wanted, onReplicas: true };
}

export type Parameter = string | number | boolean | null;
export type Query = <Row>(statement: Statement<Row>, parameters: readonly Parameter[]) => Promise<Row[]>;

/**
 * How new an answer must be: `latest` includes every write that has been answered, `may-lag` may miss those of the last seconds.
 * Only the cache can decide, because it knows what was just written (docs/adr/0010).
 */
export type Freshness = 'latest' | 'may-lag';
