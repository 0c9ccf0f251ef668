/**
 * One check of the data after the load, as a scenario states it. Pure data in scenarios/<slug>/data-checks.ts.
 *
 * `kind` is the field of that name in the lines that k6 wrote (`{"kind", "subject", "object"}`; `detail` has the other fields). `sql` is
 * one SELECT that sees the temporary table `acknowledged(subject text, object text, detail jsonb)`, the distinct pairs of that kind, and
 * returns exactly one row `(lost, duplicated, found)`: the number of acknowledged pairs that are missing from the database, that are in it
 * more than once, and that are in it at least once. It should process rows as sets, because there may be a hundred thousand pairs.
 */
export type DataCheckQuery = {
  name: string;
  kind: string;
  sql: string;
};
