/** The folders with the limits of one hierarchy of control groups: this process's own group first, then its parents. */
export type Lineage = { version: 1 | 2; folders: string[] };

/**
 * Finds the control groups of a process from what the kernel reports about the process and its mounts.
 * @param controller "memory", "cpu" or "cpuacct"
 * @param cgroup the text of /proc/self/cgroup
 * @param mountinfo the text of /proc/self/mountinfo
 * @returns one lineage for each version that the machine has mounted; a machine with both may use either for limits
 * Source: cgroups(7), proc_pid_mountinfo(5).
 */
export function lineagesOf(controller: string, cgroup: string, mountinfo: string): Lineage[] {
  const memberships = cgroup.split('\n').flatMap((line): { version: 1 | 2; path: string }[] => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    if (controllers === '') return [{ version: 2, path }];
    return controllers.split(',').includes(controller) ? [{ version: 1, path }] : [];
  });
  const mounts = mountinfo.split('\n').flatMap((line) => mountOf(line, controller));
  return memberships.flatMap(({ version, path }) => {
    const mount = mounts.find((each) => each.version === version);
    return mount ? [{ version, folders: foldersFrom(mount, path) }] : [];
  });
}

type Mount = { version: 1 | 2; root: string; point: string };

function mountOf(line: string, controller: string): Mount[] {
  const [place = '', kind = ''] = line.split(' - ', 2);
  const [, , , root, point] = place.split(' ');
  const [type, , options = ''] = kind.split(' ');
  if (root === undefined || point === undefined) return [];
  if (type === 'cgroup2') return [{ version: 2, root, point }];
  return type === 'cgroup' && options.split(',').includes(controller) ? [{ version: 1, root, point }] : [];
}

/** In a container, the path may be that of the host, while the mount shows only a part of it, or only the last group. */
function foldersFrom({ root, point }: Mount, path: string): string[] {
  const base = root === '/' ? '' : root;
  const isBelow = path === base || path.startsWith(`${base}/`);
  const steps = isBelow
    ? path
        .slice(base.length)
        .split('/')
        .filter((step) => step !== '')
    : [];
  if (steps.includes('..')) return [point]; // a group outside the namespace
  return steps.map((_, index) => [point, ...steps.slice(0, steps.length - index)].join('/')).concat(point);
}

/** A number of bytes, or null for "max" and for anything that is not a number. */
export function parseBytes(text: string | null): number | null {
  return text !== null && /^\d+\s*$/.test(text) ? Number(text) : null;
}

/** One field of a file with lines `name value`, such as memory.stat and cpu.stat. */
export function parseField(text: string | null, field: string): number | null {
  return parseBytes(text?.match(new RegExp(`^${field} (\\d+)$`, 'm'))?.[1] ?? null);
}

/** cpu.max of version 2: "150000 100000" is a core and a half, "max 100000" is no limit. */
export function parseCpuMax(text: string | null): number | null {
  const [, quota, period] = text?.match(/^(\d+) (\d+)/) ?? [];
  return quota === undefined ? null : Number(quota) / Number(period);
}

/** cpu.cfs_quota_us and cpu.cfs_period_us of version 1; a quota of -1 is no limit. */
export function parseCfsQuota(quotaUs: string | null, periodUs: string | null): number | null {
  const [quota, period] = [parseBytes(quotaUs), parseBytes(periodUs)];
  return quota === null || period === null || period === 0 ? null : quota / period;
}
