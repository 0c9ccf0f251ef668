/** A row of a statement that builds its JSON in PostgreSQL: the text is cached and sent as it is. */
export type JsonRow = { body: string };

/** ISO 8601 in UTC of a TIMESTAMPTZ column. */
export const iso = (column: string) =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The condition that keeps a statement to the school in its first parameter. `column` holds the number of the school. */
export type OfSchool = (table: string, column?: 'school_id' | 'id') => string;
