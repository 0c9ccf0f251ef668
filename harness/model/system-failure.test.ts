import { describe, expect, it } from 'vitest';
import { systemFailure } from './system-failure.ts';

const refused = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

describe('what the operating system refused', () => {
  it.each([
    ['EACCES', 'PATH_UNUSABLE'],
    ['EROFS', 'PATH_UNUSABLE'],
    ['ENOTDIR', 'PATH_UNUSABLE'],
    ['EISDIR', 'PATH_UNUSABLE'],
    ['EEXIST', 'PATH_UNUSABLE'],
    ['ENAMETOOLONG', 'PATH_UNUSABLE'],
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EMFILE', 'OPEN_FILE_LIMIT'],
  ])('%s is %s', (code, expected) => {
    expect(systemFailure(refused(code, { path: '/runs' }))).toMatchObject({ code: expected });
  });

  it('names the path of the error rather than that of the work', () => {
    expect(systemFailure(refused('ENOTDIR', { path: '/a' }), '/b')?.message).toMatch(/^\/a cannot be used: /);
    expect(systemFailure(refused('ENOTDIR'), '/b')?.message).toMatch(/^\/b cannot be used: /);
  });

  it('is a missing folder only if one was to be made', () => {
    const missing = (syscall: string) => systemFailure(refused('ENOENT', { path: '/a/b', syscall }));
    expect(missing('mkdir')).toMatchObject({ code: 'PATH_UNUSABLE' });
    expect(missing('mkdtemp')).toMatchObject({ code: 'PATH_UNUSABLE' });
    expect(missing('open')).toBeNull();
  });

  it('is null for anything else', () => {
    expect(systemFailure(refused('EACCES'))).toBeNull(); // no path: a port, perhaps
    expect(systemFailure(refused('ECONNREFUSED', { path: '/a' }))).toBeNull();
    expect(systemFailure(new Error('EACCES'))).toBeNull();
    expect(systemFailure('EACCES')).toBeNull();
  });
});
