import { describe, expect, it } from 'vitest';
import { againCommand, commitOf, shellCommand } from './provenance.ts';
import { fixture } from './testdata/fixtures.ts';

const { provenance } = fixture('pass').run;

describe('shellCommand', () => {
  it('quotes what a shell would take apart', () => {
    expect(shellCommand(['npm', 'start', '--', 'verify', '--out', 'my runs', "it's", '$(rm)', ''])).toBe(
      "npm start -- verify --out 'my runs' 'it'\\''s' '$(rm)' ''",
    );
  });
});

describe('againCommand', () => {
  it('begins with the commit, where it is known', () => {
    expect(againCommand(provenance)).toBe(
      `git checkout ${provenance.commit}\nnpm start -- verify tvet-connect`,
    );
    expect(againCommand({ ...provenance, commit: null })).toBe('npm start -- verify tvet-connect');
    expect(againCommand({ ...provenance, commit: null, commandLine: [] })).toBe('npm start');
  });
});

describe('commitOf', () => {
  it('says when the code was not what the commit holds', () => {
    expect(commitOf(provenance, 7)).toBe('4ab5eef');
    expect(commitOf({ ...provenance, commitIsDirty: true }, 7)).toBe('4ab5eef, with local changes');
    expect(commitOf({ ...provenance, commit: null })).toBe('unknown');
  });
});
