/**
 * One table as COPY fills it. Its rows come in blocks, each made from a random source of its own, so that neither
 * the number of workers nor their timing changes a byte.
 */
export type TablePlan = {
  name: string;
  columns: string[];
  blocks: number;
  /** The rows of a block, each one line of COPY text with its line end. Made as they are read. */
  rows(block: number): Iterable<string>;
  /** The sequence behind a SERIAL column whose values the rows carry, and the value it was last set to. */
  serial?: { column: string; lastValue: number };
};

/** All that one platform's data set is made of. Pure: made anew, and alike, in every worker. */
export type SeedPlan = {
  platform: string;
  /** the day that the scenario plays, YYYY-MM-DD */
  today: string;
  /** in an order in which they may be loaded */
  tables: TablePlan[];
  /** tables that start empty */
  emptyTables: string[];
  /** SQL files that make the tables, in order */
  schemaFiles: URL[];
  /** the document's indexes, a step of their own */
  indexesFile: URL;
};

export type SeedParameters = {
  /** of the data set, in the platform's own unit */
  size: number;
  randomSeed: number;
  /** of every account: a slow hash, so it is made once, before the workers start */
  passwordHash: string;
};
