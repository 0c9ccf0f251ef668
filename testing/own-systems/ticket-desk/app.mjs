// A ticket desk that is not ours: the 30 operations of harness/project/plan/testing/ticket-desk.ts, in memory. Prints its address.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const BASE = '/api';
const PAGE_SIZE = 3;
const PAGES = 5;
const PRIORITIES = ['low', 'normal', 'high'];

let lastId = 0;
const tokens = new Map();
const users = new Map();
const projects = new Map();
/** Which operations were asked for, and how they were answered. */
const counts = {};

const addUser = (user) => users.set(user.userName, { ...user, tickets: [] }).get(user.userName);
const addTicket = (project, ticket) => {
  const added = { ...ticket, id: ++lastId, blocks: [], comments: new Map() };
  project.tickets.set(added.id, added);
  return added;
};
const addComment = (ticket, { text }) => {
  const added = { id: ++lastId, text };
  ticket.comments.set(added.id, added);
  return added;
};
for (const userName of ['ada', 'bob', 'eve']) addUser({ userName, email: `${userName}@desk.test` });
for (const key of ['WEB', 'APP']) {
  const project = { id: randomUUID(), key, tickets: new Map() };
  projects.set(project.id, project);
  for (let number = 1; number <= PAGE_SIZE * PAGES; number++) {
    const ticket = addTicket(project, { title: `Ticket ${number}`, priority: 'low' });
    addComment(ticket, { text: 'First' });
  }
}
const ORIGINAL = { users: users.size, tickets: lastId };

const OK = 200;
const MADE = 201;
const GONE = 204;
const MISSING = [404, { error: 'there is no such thing' }];
const shown = ({ comments: _, ...ticket }) => ticket;
const shownProject = ({ id, key }) => ({ id, key });

/** By operation: what it answers with, from the parameters of its path, its query and its body. */
const OPERATIONS = {
  'POST /session': (_, { body }) => {
    if (body.password !== `pw of ${body.email}`) return [401, { error: 'wrong password' }];
    const accessToken = randomUUID();
    tokens.set(accessToken, body.email);
    return [OK, { accessToken }];
  },
  'DELETE /session': () => [GONE],
  'GET /me': (_, { user }) => [OK, { email: user }],
  'GET /health': () => [OK, { ok: true }],
  'HEAD /health': () => [OK],
  'GET /users': () => [OK, [...users.values()].slice(0, ORIGINAL.users)],
  'POST /users': (_, { body }) => {
    if (typeof body.userName !== 'string') return [422, { error: 'userName is required' }];
    if (users.has(body.userName)) return [409, { error: 'this name is taken' }];
    return [MADE, addUser(body)];
  },
  'GET /users/{userName}': ({ user }) => [OK, user],
  'PUT /users/{userName}': ({ user }) => [OK, user],
  'DELETE /users/{userName}': ({ user }) => {
    users.delete(user.userName);
    return [GONE];
  },
  'GET /users/{userName}/tickets': ({ user }) => [OK, user.tickets],
  'GET /users/{userName}/picture': () => [OK, { picture: 'a' }],
  'PUT /users/{userName}/picture': () => [GONE],
  'GET /projects': () => [OK, [...projects.values()].map(shownProject)],
  'GET /projects/{projectId}': ({ project }) => [OK, shownProject(project)],
  'PATCH /projects/{projectId}': ({ project }) => [OK, shownProject(project)],
  'DELETE /projects/{projectId}': ({ project }) => {
    projects.delete(project.id);
    return [GONE];
  },
  'GET /projects/{projectId}/tickets': ({ project }, { query }) => {
    const page = Number(query.get('page') ?? 1);
    if (!(page >= 1 && page <= PAGES)) return [422, { error: 'there is no such page' }];
    const items = [...project.tickets.values()].slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
    return [OK, { total: project.tickets.size, items: items.map(shown) }];
  },
  'POST /projects/{projectId}/tickets': ({ project }, { body }) => {
    const isTicket = typeof body.title === 'string' && PRIORITIES.includes(body.priority);
    return isTicket ? [MADE, shown(addTicket(project, body))] : [422, { error: 'this is no ticket' }];
  },
  'GET /projects/{projectId}/tickets/{ticketId}': ({ ticket }) => [OK, shown(ticket)],
  'PUT /projects/{projectId}/tickets/{ticketId}': ({ ticket }) => [OK, shown(ticket)],
  'DELETE /projects/{projectId}/tickets/{ticketId}': ({ project, ticket }) => {
    project.tickets.delete(ticket.id);
    return [GONE];
  },
  'GET /projects/{projectId}/tickets/{ticketId}/comments': ({ ticket }) => [
    OK,
    [...ticket.comments.values()].slice(0, 1),
  ],
  'POST /projects/{projectId}/tickets/{ticketId}/comments': ({ ticket }, { body }) => [
    MADE,
    addComment(ticket, body),
  ],
  'GET /projects/{projectId}/tickets/{ticketId}/comments/{commentId}': ({ comment }) => [OK, comment],
  'DELETE /projects/{projectId}/tickets/{ticketId}/comments/{commentId}': ({ ticket, comment }) => {
    ticket.comments.delete(comment.id);
    return [GONE];
  },
  'GET /labels': () => [OK, ['bug', 'idea']],
  'GET /search': (_, { query }) => (query.get('q') ? [OK, []] : [400, { error: 'q is required' }]),
  'POST /export': () => [OK, {}],
  'DELETE /tickets': () => {
    for (const project of projects.values()) project.tickets.clear();
    return [GONE];
  },
};
const OPEN = new Set(['POST /session', 'GET /health', 'HEAD /health']);

/** The operation of a request, with the values of its path. */
function operationFor(method, path) {
  const steps = path.split('/');
  for (const name of Object.keys(OPERATIONS)) {
    const [verb, template] = name.split(' ');
    const wanted = template.split('/');
    if (verb !== method || wanted.length !== steps.length) continue;
    if (!wanted.every((step, at) => step.startsWith('{') || step === steps[at])) continue;
    const named = wanted.flatMap((step, at) =>
      step.startsWith('{') ? [[step.slice(1, -1), decodeURIComponent(steps[at])]] : [],
    );
    return { name, values: Object.fromEntries(named) };
  }
  return null;
}

/** The things that a path names; null if one of them is not there. */
function thingsAt({ userName, projectId, ticketId, commentId }) {
  const user = users.get(userName);
  const project = projects.get(projectId);
  const ticket = project?.tickets.get(Number(ticketId));
  const comment = ticket?.comments.get(Number(commentId));
  const named = { userName, projectId, ticketId, commentId };
  const things = { userName: user, projectId: project, ticketId: ticket, commentId: comment };
  const isLost = Object.keys(named).some((name) => named[name] !== undefined && things[name] === undefined);
  return isLost ? null : { user, project, ticket, comment };
}

const isJson = ({ headers }) => (headers['content-type'] ?? '').startsWith('application/json');

async function answerTo(operation, request, query) {
  const user = tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
  if (!user && !OPEN.has(operation.name)) return [401, { error: 'log in first' }];
  const body = isJson(request) ? await json(request) : {};
  const things = thingsAt(operation.values);
  return things === null ? MISSING : OPERATIONS[operation.name](things, { query, body, user });
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://desk');
  if (pathname === '/counts') {
    const [{ tickets }] = projects.values();
    return response.end(JSON.stringify({ counts, users: [...users.keys()], tickets: tickets.size }));
  }
  const operation = pathname.startsWith(`${BASE}/`)
    ? operationFor(request.method, pathname.slice(BASE.length))
    : null;
  const [status, body] = operation === null ? MISSING : await answerTo(operation, request, searchParams);
  const name = operation?.name ?? `${request.method} ${pathname}`;
  counts[name] = { ...counts[name], [status]: (counts[name]?.[status] ?? 0) + 1 };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
