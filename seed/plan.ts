/**
 * One table, to be filled by COPY. Each block of rows has its own random source, so that neither
 * the number of workers nor their timing changes a byte.
 */
export type TablePlan = {
  name: string;
  columns: string[];
  blocks: number;
  /** The rows of a block, each one line of COPY text with its line end, generated as they are read. */
  rows(block: number): Iterable<string>;
  /** A SERIAL column whose values are part of the rows, and the value to set its sequence to. */
  serial?: { column: string; lastValue: number };
};

/** Everything that one platform's data set is made of. Pure: every worker builds its own, identical copy. */
export type SeedPlan = {
  platform: string;
  /** the day that the scenario plays, YYYY-MM-DD */
  today: string;
  /** In any order: they are filled at the same time, and their foreign keys are added afterwards. */
  tables: TablePlan[];
  /** tables that start empty */
  emptyTables: string[];
  /** SQL files that make the tables, in order */
  schemaFiles: URL[];
} & DocumentedIndexes;

/** What builds the document's indexes, in a step of its own: an SQL file, run statement by statement outside any transaction, or a folder of migrations (reference-server/core/migrate.ts). */
type DocumentedIndexes = { indexesFile: URL } | { migrations: URL };

export type SeedParameters = {
  /** of the data set, in the platform's own unit */
  size: number;
  randomSeed: number;
  /** shared by every account: the hash is slow, so it is computed once, before the workers start */
  passwordHash: string;
};
