import { describe, expect, it } from 'vitest';
import { junitProblems } from '../../gate/testing/published-schemas.ts';
import { FIXTURE_NAMES, fixture } from '../../testdata/fixtures.ts';
import { hostile } from '../../testdata/hostile.ts';
import { nothingMeasured } from '../../testdata/nothing.ts';
import { renderJunit } from './junit.ts';

const totalsOf = (xml: string) =>
  /<testsuite [^>]*?(tests="\d+" failures="\d+" errors="\d+" skipped="\d+")/.exec(xml)?.[1];

describe('renderJunit', () => {
  it('has a test case for each target, and an outcome only for those that did not pass', () => {
    const xml = renderJunit(fixture('pass'));
    expect(totalsOf(xml)).toBe('tests="6" failures="0" errors="0" skipped="0"');
    expect(xml.match(/<testcase /g)).toHaveLength(6);
    expect(xml).not.toMatch(/<(failure|error|skipped)\b/);
  });

  it.each(FIXTURE_NAMES)('writes what Jenkins accepts for the %s run', async (name) => {
    expect(await junitProblems(renderJunit(fixture(name)))).toEqual([]);
    expect(await junitProblems(renderJunit(hostile(fixture(name))))).toEqual([]);
  });

  it('distinguishes failures, errors and skipped tests', () => {
    expect(totalsOf(renderJunit(fixture('fail')))).toBe('tests="6" failures="2" errors="0" skipped="0"');
    expect(totalsOf(renderJunit(fixture('inconclusive')))).toBe(
      'tests="6" failures="0" errors="0" skipped="2"',
    );
    const data = fixture('pass');
    const targets = data.verdict.targets.map((target) => ({ ...target, status: 'invalid' as const }));
    const xml = renderJunit({ ...data, verdict: { ...data.verdict, status: 'invalid', targets } });
    expect(totalsOf(xml)).toBe('tests="6" failures="0" errors="6" skipped="0"');
  });

  it('never calls a run without targets a success', () => {
    const xml = renderJunit(nothingMeasured());
    expect(totalsOf(xml)).toBe('tests="1" failures="0" errors="1" skipped="0"');
    expect(xml).toContain('name="run"');
  });

  it('names the suspect in the text of a failure, with its evidence', () => {
    const failure = /<failure message="([^"]*)"[^>]*>(.*?)<\/failure>/s.exec(renderJunit(fixture('fail')));
    expect(failure?.[1]).toMatch(/ First suspect: the connection pool\.$/);
    expect(failure?.[2]).toContain(
      'First suspect: the connection pool. In &apos;steady&apos; 44.1 of 82.3 ms',
    );
    expect(failure?.[2]).toContain('evidence: mean response time 82.3 ms, wait for a connection 44.1 ms');
  });

  it('has a property for each violated check', () => {
    const properties = renderJunit(fixture('distrusted')).match(/<property name="violated: [^/]*\/>/g);
    expect(properties).toHaveLength(4);
    expect(properties?.[0]).toBe(
      '<property name="violated: arrivals-dropped (steady)" value="4,210 arrivals were dropped in &apos;steady&apos;, for no virtual user was free to send them."/>',
    );
    expect(renderJunit(fixture('pass'))).not.toContain('violated');
  });

  it('reports the violation even if there is no target to be invalid', () => {
    expect(renderJunit(nothingMeasured())).toMatch(
      /name="run" time="[\d.]+">\s*<error message="4,210 arrivals were dropped/,
    );
  });

  it('has a test case that says what ended a run early, even if targets are as bad', () => {
    const data = fixture('pass');
    const endedBy = { code: 'GENERATOR_FAILED', message: 'k6 was ended by SIGKILL.', hint: 'See its log.' };
    const targets = data.verdict.targets.map((target) => ({ ...target, status: 'invalid' as const }));
    const xml = renderJunit({
      ...data,
      run: { ...data.run, state: 'failed', endedBy },
      verdict: { ...data.verdict, status: 'invalid', targets },
    });
    expect(totalsOf(xml)).toBe('tests="7" failures="0" errors="7" skipped="0"');
    expect(xml).toMatch(
      /name="run" time="[\d.]+">\s*<error message="k6 was ended by SIGKILL." type="invalid">k6 was ended by SIGKILL. See its log. \(GENERATOR_FAILED\)</,
    );
  });

  it('reports a failed run although all its targets passed', () => {
    const data = fixture('pass');
    const xml = renderJunit({
      ...data,
      verdict: { ...data.verdict, status: 'fail', notes: ['3 check-ins were lost.'] },
    });
    expect(totalsOf(xml)).toBe('tests="7" failures="1" errors="0" skipped="0"');
    expect(xml).toContain('3 check-ins were lost.');
  });
});
