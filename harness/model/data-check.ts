/**
 * One check of the data after the load, as a scenario states it. Pure data in scenarios/<slug>/data-checks.ts.
 *
 * `kind` is the field of that name in the lines that k6 wrote (`{"kind", "subject", "object"}`, and `detail` is what else they hold). `sql` is one
 * SELECT that sees the temporary table `acknowledged(subject text, object text, detail jsonb)`, the distinct pairs of that kind, and
 * returns exactly one row `(lost, duplicated, found)`: acknowledged pairs that the database does not hold, those that
 * it holds more than once, and those that it holds at least once. It should read the database's rows set-wise, for
 * there may be a hundred thousand pairs.
 */
export type DataCheckQuery = {
  name: string;
  kind: string;
  sql: string;
};
