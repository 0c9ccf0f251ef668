import { describe, expect, it } from 'vitest';
import { membersOf, type ProcessInfo } from './process-tree.ts';

function processInfo(pid: number, parentPid: number, groupId: number, cwd: string | null = '/'): ProcessInfo {
  return { pid, parentPid, groupId, cwd };
}

describe('membersOf', () => {
  it('takes the group and every descendant, even one that left the group', () => {
    const processes = [
      processInfo(10, 1, 10), // postmaster
      processInfo(11, 10, 11), // backend, in a group of its own
      processInfo(12, 11, 12), // its child
      processInfo(20, 1, 20), // nginx master
      processInfo(21, 20, 20), // worker
      processInfo(30, 1, 30), // not ours
      processInfo(31, 30, 30),
    ];
    expect(membersOf([10, 20], [], processes).sort()).toEqual([10, 11, 12, 20, 21]);
  });

  it('takes the rest of a group whose leader is gone', () => {
    expect(membersOf([20], [], [processInfo(21, 1, 20), processInfo(31, 1, 30)])).toEqual([21]);
  });

  it('takes processes in a work folder, but not in one whose name only begins the same', () => {
    const processes = [
      processInfo(11, 1, 11, '/var/tmp/proofload-a/data'),
      processInfo(12, 1, 12, '/var/tmp/proofload-a'),
      processInfo(13, 1, 13, '/var/tmp/proofload-ab/data'),
      processInfo(14, 1, 14, null),
    ];
    expect(membersOf([], ['/var/tmp/proofload-a'], processes).sort()).toEqual([11, 12]);
  });

  it('finds nothing for nothing', () => {
    expect(membersOf([], [], [processInfo(1, 0, 1)])).toEqual([]);
  });
});
