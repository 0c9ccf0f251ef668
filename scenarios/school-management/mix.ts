export type Role = 'head' | 'teacher' | 'student';

/** What someone does next: a page of `pages` (requests.ts), however many requests it takes. */
export type Action = { page: PageName; weight: number };

/** Requests that a user waits for together. Those of a group are sent in parallel, one group after the other. */
export const pages = {
  dashboard: [
    ['school.read'],
    ['dashboard.people', 'dashboard.attendance', 'dashboard.homework', 'notifications.list'],
  ],
  classes: [['classes.list']],
  announcement: [['announcement.send']],
  register: [['class.students', 'attendance.read'], ['attendance.mark']],
  timetable: [['timetable.read']],
  'set homework': [['homework.list'], ['homework.set']],
  submissions: [['homework.submissions']],
  homework: [['homework.list'], ['homework.hand-in']],
  notifications: [['notifications.list'], ['notification.mark-read']],
  history: [['auth.me', 'attendance.of-student']],
  'another device': [['auth.login']],
  'log out there': [['auth.logout']],
  upload: [['file.announce'], ['file.put first'], ['file.put last'], ['file.complete']],
  'change a file': [
    ['file.announce'],
    ['file.put first'],
    ['file.put last'],
    ['file.complete briefly'],
    ['files.list'],
    ['file.delete'],
  ],
  download: [['files.list', 'file.link'], ['file.get']],
  'large download': [['file.link'], ['file.get large']],
} as const satisfies Record<string, readonly (readonly string[])[]>;

export type PageName = keyof typeof pages;

/** Those of two requests at once, and of a file. Four at once are only sent by heads, of whom there are few. */
export const connectionsPerUser = { toSystem: 2, toObjectStore: 1 };

/** The mix of a morning; README.md explains the weights. */
export const MIX: Record<Role, readonly Action[]> = {
  head: [
    { page: 'dashboard', weight: 80 },
    { page: 'classes', weight: 10 },
    { page: 'announcement', weight: 10 },
  ],
  teacher: [
    { page: 'register', weight: 36 },
    { page: 'timetable', weight: 14 },
    { page: 'set homework', weight: 6 },
    { page: 'submissions', weight: 8 },
    { page: 'upload', weight: 18 },
    { page: 'change a file', weight: 2 },
    { page: 'large download', weight: 16 },
  ],
  student: [
    { page: 'timetable', weight: 26 },
    { page: 'homework', weight: 20 },
    { page: 'notifications', weight: 20 },
    { page: 'history', weight: 5.9 },
    { page: 'another device', weight: 0.1 },
    { page: 'download', weight: 26 },
    { page: 'upload', weight: 2 },
  ],
};

/** Who is at work, as shares of all users of a load: most are students, and the staff work all morning. */
export const SHARES: readonly { role: Role; share: number }[] = [
  { role: 'head', share: 0.06 },
  { role: 'teacher', share: 0.18 },
  { role: 'student', share: 0.76 },
];

/** The role of someone at a place from [0, 1) among all users of a load, and the place within the role. */
export function roleAt(place: number): { role: Role; within: number } {
  let from = 0;
  for (const { role, share } of SHARES) {
    if (place < from + share) return { role, within: (place - from) / share };
    from += share;
  }
  return { role: 'student', within: 0 };
}

/** Pages of each kind per turn, in the long run: whoever has logged in elsewhere logs out there on their next turn. The shares add up to 1. */
export function pageShares(): Map<PageName, number> {
  const shares = new Map<PageName, number>();
  for (const { role, share } of SHARES) {
    const total = MIX[role].reduce((sum, { weight }) => sum + weight, 0);
    for (const { page, weight } of MIX[role])
      shares.set(page, (shares.get(page) ?? 0) + (share * weight) / total);
  }
  const elsewhere = shares.get('another device') ?? 0;
  shares.set('log out there', elsewhere);
  for (const [page, share] of shares) shares.set(page, share / (1 + elsewhere));
  return shares;
}

/** Requests of one turn, in the long run, of those that `counts` selects. */
export function requestsPerTurn(counts: (route: string) => boolean = () => true): number {
  return [...pageShares()].reduce(
    (sum, [page, share]) => sum + share * pages[page].flat().filter(counts).length,
    0,
  );
}
