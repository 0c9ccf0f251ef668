import { describe, expect, it } from 'vitest';
import { bencherProblems, junitProblems, openMetricsProblem } from './published-schemas.ts';

/* A check that accepts everything proves nothing. */

describe('the published schemas', () => {
  it('refuse a JUnit file without a name, with an unknown attribute, or with an open element', async () => {
    const suite = (inner: string) =>
      `<testsuites><testsuite name="a" tests="1" failures="0" errors="0">${inner}</testsuite></testsuites>`;
    expect(await junitProblems(suite('<testcase name="a"/>'))).toEqual([]);
    expect(await junitProblems(suite('<testcase/>'))).not.toEqual([]);
    expect(await junitProblems(suite('<testcase name="a" status="run"/>'))).not.toEqual([]);
    expect(await junitProblems(suite('<testcase name="a">'))).not.toEqual([]);
    expect(await junitProblems('<testsuites skipped="0"/>')).not.toEqual([]);
  });

  it('refuse metrics without an end, with a line of something else, or with an open quote', () => {
    expect(openMetricsProblem('# TYPE a gauge\na{b="c"} 1.5e3\n# EOF\n')).toBeNull();
    expect(openMetricsProblem('a 1\n')).not.toBeNull();
    expect(openMetricsProblem('a 1\n\n# EOF\n')).not.toBeNull();
    expect(openMetricsProblem('a one\n# EOF\n')).not.toBeNull();
    expect(openMetricsProblem('a{b="c} 1\n# EOF\n')).not.toBeNull();
  });

  it('refuse a metric without a value', () => {
    expect(bencherProblems('{"a":{"b":{"value":1}}}')).toEqual([]);
    expect(bencherProblems('{"a":{"b":{}}}')).not.toEqual([]);
    expect(bencherProblems('{"a":{"b":{"value":"1"}}}')).not.toEqual([]);
  });
});
