// Notes: an app that is not ours, with Hono, logins, and a PostgreSQL at DATABASE_URL. Prints its address.
import { createHash, randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pg from 'pg';

const db = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
const hashOf = (email, password) => createHash('sha256').update(`${email} ${password}`).digest('hex');

await db.query(`
  CREATE TABLE people (email text PRIMARY KEY, password text NOT NULL);
  CREATE TABLE sessions (token text PRIMARY KEY, email text NOT NULL REFERENCES people);
  CREATE TABLE notes (id serial PRIMARY KEY, owner text NOT NULL REFERENCES people, title text NOT NULL);
`);
for (const name of ['ada', 'bob', 'eve', 'joe']) {
  const email = `${name}@notes.test`;
  await db.query('INSERT INTO people VALUES ($1, $2)', [email, hashOf(email, `pw of ${name}`)]);
  const five = "INSERT INTO notes (owner, title) SELECT $1, 'Note ' || n FROM generate_series(1, 5) n";
  await db.query(five, [email]);
}

const app = new Hono();

app.post('/login', async (context) => {
  const { email, password } = await context.req.json();
  const found = 'SELECT FROM people WHERE email = $1 AND password = $2';
  const { rowCount } = await db.query(found, [email, hashOf(email, password)]);
  if (rowCount === 0) return context.json({ error: 'wrong password' }, 401);
  const token = randomUUID();
  await db.query('INSERT INTO sessions VALUES ($1, $2)', [token, email]);
  return context.json({ token });
});

app.use('*', async (context, next) => {
  const token = (context.req.header('authorization') ?? '').replace('Bearer ', '');
  const { rows } = await db.query('SELECT email FROM sessions WHERE token = $1', [token]);
  if (rows.length === 0) return context.json({ error: 'log in first' }, 401);
  context.set('owner', rows[0].email);
  await next();
});

app.get('/notes', async (context) => {
  const first = 'SELECT id, title FROM notes WHERE owner = $1 ORDER BY id LIMIT 5';
  return context.json((await db.query(first, [context.get('owner')])).rows);
});

app.post('/notes', async (context) => {
  const { title } = await context.req.json();
  if (typeof title !== 'string') return context.json({ error: 'a note needs a title' }, 422);
  const add = 'INSERT INTO notes (owner, title) VALUES ($1, $2) RETURNING id, title';
  return context.json((await db.query(add, [context.get('owner'), title])).rows[0], 201);
});

/** Runs SQL on the user's own note, and answers with it. */
const onNote = (sql, answer) => async (context) => {
  const note = [Number(context.req.param('id')), context.get('owner')];
  const { title } = context.req.method === 'PUT' ? await context.req.json() : {};
  const { rows } = await db.query(sql, title === undefined ? note : [...note, title]);
  return rows.length === 0 ? context.json({ error: 'no such note' }, 404) : answer(context, rows[0]);
};
const asJson = (context, note) => context.json(note);
const OWN = 'WHERE id = $1 AND owner = $2';
app.get('/notes/:id', onNote(`SELECT id, title FROM notes ${OWN}`, asJson));
app.put('/notes/:id', onNote(`UPDATE notes SET title = $3 ${OWN} RETURNING id, title`, asJson));
app.delete(
  '/notes/:id',
  onNote(`DELETE FROM notes ${OWN} RETURNING id`, (context) => context.body(null, 204)),
);

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}`),
);
