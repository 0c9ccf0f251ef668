import { describe, expect, it } from 'vitest';
import { nounsInSharedCode } from './nouns.ts';

const CAMPUS = { slug: 'campus-app', title: 'Campus App', nouns: ['student', 'check-in'] };
const found = (path: string, text: string, platforms = [CAMPUS]) =>
  nounsInSharedCode([{ path, text }], platforms);

describe('the words of a platform', () => {
  it.each([
    ['its slug', "const PLATFORM = 'campus-app';"],
    ['its title', '/** As the Campus App has it. */'],
    ['a noun of its field', 'const students = 3;'],
    ['a noun within a name', 'function studentId() {}'],
    ['a noun at the end of a name', 'function firstStudent() {}'],
    ['a noun in the plural, within a name', 'const studentsOf = 1;'],
    ['a noun in another spelling', 'const check_ins = checkIn();'],
    ['a noun at the beginning of a sentence', "throw new Error('Students cannot be seeded');"],
  ])('are refused in shared code: %s', (_what, line) => {
    expect(found('harness/run/run.ts', `// one\n${line}\n`)).toContainEqual(
      expect.stringMatching(/^harness\/run\/run\.ts:2 says "/),
    );
  });

  it.each([
    'scenarios/campus-app/mix.ts',
    'seed/campus-app/index.ts',
    'reference-server/campus-app/index.ts',
    'scenarios/platforms.ts',
    'bench/capacity.ts',
    'harness/run/run.test.ts',
    'harness/run/testing/small-system.ts',
  ])('may be in %s', (path) => {
    expect(found(path, "const students = 'campus-app';")).toEqual([]);
  });

  it('may be shared with another platform, except for its slug and title', () => {
    const other = { slug: 'school', title: 'School', nouns: ['teacher'] };
    expect(found('seed/school/index.ts', 'const students = 3;', [CAMPUS, other])).toEqual([]);
    expect(found('seed/school/index.ts', "const like = 'campus-app';", [CAMPUS, other])).toHaveLength(1);
    expect(found('seed/index.ts', 'const teachers = 3;', [CAMPUS, other])).toHaveLength(1);
  });

  it('are whole words: nothing is found inside other words', () => {
    expect(
      found('harness/run/run.ts', 'const unstudentlike = 1; // checking, prestudent, studentship'),
    ).toEqual([]);
  });

  it('are allowed in folders where they are known to mean something else', () => {
    expect(found('harness/stats/student.ts', "// Student's t")).toEqual([]);
    expect(found('harness/verdict/judge.ts', "// Student's t")).toHaveLength(1);
  });
});
