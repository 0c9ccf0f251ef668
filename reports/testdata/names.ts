/*
 * The routes, statements and processes of a made-up system.
 */

/** name, share of all requests, relative slowness */
export const ROUTES: [string, number, number][] = [
  ['sync.read', 0.3, 0.9],
  ['sync.write', 0.06, 1.5],
  ['content.list', 0.16, 1.1],
  ['content.add', 0.004, 1.8],
  ['content.change', 0.006, 1.9],
  ['attendance.read', 0.14, 0.8],
  ['attendance.check-in', 0.07, 2.2],
  ['attendance.open', 0.003, 1.7],
  ['classes.list', 0.12, 0.8],
  ['classes.read', 0.09, 0.8],
  ['classes.join', 0.03, 2.1],
  ['progress.read', 0.012, 2.8],
  ['auth.login', 0.005, 24],
];

/** name, share of all queries, relative slowness */
export const STATEMENTS: [string, number, number][] = [
  ['sync.select', 0.2, 0.5],
  ['sync.upsert', 0.11, 1.1],
  ['content.select_newest', 0.06, 0.9],
  ['content.insert', 0.01, 0.9],
  ['attendance.select', 0.13, 0.6],
  ['attendance.check_in', 0.15, 1.6],
  ['classes.select_day', 0.05, 0.8],
  ['classes.join', 0.07, 1.7],
  ['progress.aggregate', 0.02, 4.2],
  ['accounts.select', 0.01, 0.4],
  ['sessions.select', 0.18, 0.4],
];

/** name, cores in use, memory in gigabytes */
export const PROCESSES: [string, number, number][] = [
  ['postgres', 0.16, 0.61],
  ['redis', 0.11, 0.12],
  ['nginx', 0.14, 0.04],
  ['server-1', 0.15, 0.19],
  ['server-2', 0.15, 0.19],
  ['server-3', 0.15, 0.18],
  ['k6-1', 0.14, 2.01],
  ['k6-2', 0.13, 2.0],
  ['k6-3', 0.13, 2.02],
  ['harness', 0.05, 0.16],
];
