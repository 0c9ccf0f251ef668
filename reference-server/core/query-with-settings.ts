import pg from 'pg';

/**
 * Settings of PostgreSQL for one transaction, by name: "app.tenant". Policies of row-level security read them with `current_setting`.
 * They end with the transaction, so behind PgBouncer too nobody inherits them with the connection.
 */
export type TransactionSettings = Readonly<Record<string, string>>;

const SET = {
  name: 'transaction_settings',
  text: 'SELECT set_config(key, value, true) FROM jsonb_each_text($1::jsonb) /* transaction_settings */',
};

type QueryConfig = { name?: string; text: string; values: unknown[] };

/** What `pg` calls on a query, which its types lack. */
type Connection = {
  parse(statement: { name?: string; text: string }): void;
  bind(values: { statement?: string; values: unknown[] }): void;
  execute(portal: object): void;
};
type Callback = (error: Error | undefined, result: { rows: unknown[] }) => void;
type QueryInternals = {
  prepare(connection: Connection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
};
const Query = pg.Query as unknown as new (
  config: QueryConfig & { queryMode: 'extended' },
  callback: Callback,
) => QueryInternals;

/**
 * Sends the settings and the statement together, with a single Sync after them: PostgreSQL runs both in one transaction, and the answer takes
 * one round trip.
 */
class QueryWithSettings extends Query {
  readonly #settings: TransactionSettings;
  readonly #isNamed: boolean;
  #areSet = false;

  constructor(config: QueryConfig, settings: TransactionSettings, callback: Callback) {
    // Always the extended protocol: a statement without parameters would otherwise be sent as plain text, without settings.
    super({ ...config, queryMode: 'extended' }, callback);
    this.#settings = settings;
    this.#isNamed = config.name !== undefined;
  }

  override prepare(connection: Connection): void {
    if (!this.#isNamed) connection.parse({ text: SET.text });
    connection.bind({
      ...(this.#isNamed && { statement: SET.name }),
      values: [JSON.stringify(this.#settings)],
    });
    connection.execute({});
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.#areSet) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.#areSet) super.handleCommandComplete(message, connection);
    this.#areSet = true;
  }
}

/** Connections on which the statement that sets is prepared. */
const prepared = new WeakSet<pg.PoolClient>();

/** Runs one statement with settings; if it is BEGIN, they hold until the transaction ends. */
export async function queryWithSettings(
  client: pg.PoolClient,
  config: QueryConfig,
  settings: TransactionSettings,
): Promise<{ rows: unknown[] }> {
  // Once for each connection, and on its own: `pg` takes any answer to Parse for that of the statement it is running.
  if (config.name !== undefined && !prepared.has(client)) {
    await client.query({ ...SET, values: ['{}'] });
    prepared.add(client);
  }
  return new Promise((resolve, reject) => {
    const query = new QueryWithSettings(config, settings, (error, result) =>
      error ? reject(error) : resolve(result),
    );
    client.query(query as unknown as pg.Submittable);
  });
}
