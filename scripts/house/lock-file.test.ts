import { describe, expect, it } from 'vitest';
import { lockFileDefects } from './lock-file.ts';

const SOUND = {
  '': {},
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a', optionalDependencies: { b: '1.0.0' } },
  'node_modules/a/node_modules/b': { version: '1.0.0', integrity: 'sha512-b' },
};
const MANIFEST = { dependencies: { a: '1.0.0' } };

describe('lockFileDefects', () => {
  it('finds none in a sound lock file', () => {
    expect(lockFileDefects({ packages: SOUND }, MANIFEST)).toEqual([]);
  });

  it('finds a download address', () => {
    const a = { ...SOUND['node_modules/a'], resolved: 'https://registry.example/a-1.0.0.tgz' };
    expect(lockFileDefects({ packages: { ...SOUND, 'node_modules/a': a } }, MANIFEST)).toEqual([
      'node_modules/a is bound to one registry ("resolved")',
    ]);
  });

  it('finds a package without checksum', () => {
    const b = { version: '1.0.0' };
    expect(lockFileDefects({ packages: { ...SOUND, 'node_modules/a/node_modules/b': b } }, MANIFEST)).toEqual(
      ['node_modules/a/node_modules/b has no checksum ("integrity")'],
    );
  });

  it('finds an optional package that was left out, which makes npm ci refuse the file', () => {
    const { 'node_modules/a/node_modules/b': _, ...packages } = SOUND;
    expect(lockFileDefects({ packages }, MANIFEST)).toEqual([
      'node_modules/a needs b on some platform, and the lock file lacks it',
    ]);
  });

  it('finds a version that is a range, or not the locked one', () => {
    expect(lockFileDefects({ packages: SOUND }, { devDependencies: { a: '^1.0.0' } })).toHaveLength(2);
    expect(lockFileDefects({ packages: SOUND }, { dependencies: { a: '1.0.1' } })).toEqual([
      'a has a different version in package.json than in the lock file',
    ]);
  });
});
