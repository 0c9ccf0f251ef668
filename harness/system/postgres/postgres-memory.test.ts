import { expect, it } from 'vitest';
import { abandonedSegment, parseSegments } from './postgres-memory.ts';

const SEGMENTS = parseSegments(
  [
    '       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap',
    '   1138771     622600   600                    56  5115  5115      0   101   104   101   104 1795896447 1795896452 1795896442                  4096                     0',
    '   9988308     622621   600                    56  6920  9070     31   101   104   101   104 1795896825 1795896825 1795896615                  4096                     0',
    '',
  ].join('\n'),
);
const lockFile = (pid: number, key: number, id: number) =>
  `${pid}\n/data\n1795896442\n15432\n\n127.0.0.1\n${String(key).padStart(9)} ${String(id).padStart(9)}\nready   \n`;

it('the segment of a killed PostgreSQL is found from its lock file', () => {
  const segment = { key: '1138771', id: '622600', creatorPid: 5115, attached: 0, uid: 101 };
  expect(abandonedSegment(lockFile(5115, 1138771, 622600), 101, SEGMENTS)).toEqual(segment);
  expect(abandonedSegment(lockFile(-5115, 1138771, 622600), 101, SEGMENTS)).toEqual(segment); // initdb's
});

it.each([
  ['that processes use', lockFile(6920, 9988308, 622621), 101],
  ['that another process made: ids are reused', lockFile(5116, 1138771, 622600), 101],
  ['of another key', lockFile(5115, 1138772, 622600), 101],
  ['of another user', lockFile(5115, 1138771, 622600), 0],
  ['that was not noted yet', '5115\n/data\n1795896442\n15432\n\n', 101],
])('a segment %s stays', (_which, lock, uid) => {
  expect(abandonedSegment(lock, uid, SEGMENTS)).toBeUndefined();
});
