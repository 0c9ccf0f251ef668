import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../shared/charts/timeline.ts';
import { STEADY_START_UNKNOWN } from '../../testdata/checks.ts';
import { fixture } from '../../testdata/fixtures.ts';
import { chartsOf } from '../charts/index.ts';
import type { ReportData } from '../report-data.ts';
import { blameSection } from './blame.ts';
import { promisesSection } from './promises.ts';
import { depthSection, slowestSection } from './tables.ts';
import { trustSection } from './trust.ts';
import { verdictSection } from './verdict.ts';

/** What a reader sees, without markup. */
const textOf = (section: { toString(): string }) =>
  section
    .toString()
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');

const blame = async (data: ReportData) =>
  blameSection(data, chartsOf(data, timelineOf(data.run, data.summary)));

describe('the top of the page', () => {
  it('gives the number of checks behind the trust in the measurement', () => {
    expect(textOf(verdictSection(fixture('pass')))).toContain(
      'The measurement can be trusted: 29 of 29 checks held.',
    );
  });

  it('gives the reason of the first violated check of an invalid run', () => {
    const text = textOf(verdictSection(fixture('distrusted')));
    expect(text).toContain("4,210 arrivals were dropped in 'steady'");
    expect(text).toContain('Part of the measurement cannot be used: 4 of 29 checks are violated');
  });

  it('names the first suspect of the first failed target, with a link to it', () => {
    const data = fixture('fail');
    const top = verdictSection(data).toString();
    expect(top).toContain('<a href="#promise-1">The first suspect is the connection pool.</a>');
    expect(promisesSection(data).toString()).toContain('id="promise-1"');
    expect(verdictSection(fixture('pass')).toString()).not.toContain('suspect');
  });
});

describe('the rows of promises', () => {
  it('name the suspect of a failed target, with the evidence in the details', () => {
    const section = promisesSection(fixture('fail')).toString();
    const rows = section.split('<tbody id="promise').slice(1);
    expect(rows.map((row) => row.includes('class="suspect"'))).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(textOf(rows[0]!)).toContain("First suspect: the connection pool. In 'steady' 44.1 of 82.3 ms");
    expect(textOf(rows[0]!.slice(rows[0]!.indexOf('<details>')))).toContain(
      'wait for a connection steady 44.1 ms',
    );
    expect(textOf(rows[5]!)).toContain('Where to look. No resource was saturated.');
  });
});

describe('the checks', () => {
  const section = trustSection(fixture('distrusted')).toString();
  const groups = section.split('<details ').slice(1);

  it('start with the violated ones, open, and end with those that held, folded', () => {
    expect(groups.map((group) => /^class="([\w-]+)" ?(open)?>/.exec(group)?.slice(1))).toEqual([
      ['checks-violated', 'open'],
      ['checks-unknown', 'open'],
      ['checks-held', undefined],
    ]);
    expect(textOf(section)).toMatch(/4 violated .* 1 unknown .* 24 held/);
  });

  it('each state what must hold, in which phase, with figure, bound and reason', () => {
    expect(textOf(groups[0]!)).toContain(
      "Every arrival is sent 4,210 arrivals were dropped in 'steady', for no virtual user was free to send them. steady 4,210 arrivals at most 0 arrivals",
    );
    expect(textOf(groups[0]!)).toContain('CPU of k6-1, cores 0.962');
    expect(textOf(groups[2]!)).toContain('The code does not change The code was the same');
    expect(groups[2]!.match(/<tr role="row">\s*<td/g)).toHaveLength(24);
  });

  it('are followed by the facts of the generator', () => {
    expect(textOf(section)).toContain('Arrivals dropped 4,210 Start delay, p99 184 ms');
  });
});

describe('where time goes', () => {
  it('is shown for routes and resources, each state by its word', async () => {
    const text = textOf(await blame(fixture('fail')));
    expect(text).toContain('Saturated: Connection pool (steady, failover).');
    expect(text).toContain('Connection pool saturated 98% idle 1% saturated 98%');
    expect(text).toContain("PostgreSQL's disk not observed idle 4% not observed");
    expect(text).toContain('Mean times by route, in numbers 10 routes');
    expect(text).toMatch(
      /Connection pool steady saturated 98\.2% requests waiting for a connection 41 requests 12 connections in use/,
    );
  });

  it('says that it was not measured, instead of showing nothing', async () => {
    const text = textOf(await blame(fixture('invalid')));
    expect(text.match(/Not measured\./g)).toHaveLength(2);
    expect(text).not.toContain('in numbers');
  });

  it('leaves out a phase whose starts are unknown, and says why', async () => {
    expect(textOf(await blame(fixture('distrusted')))).toContain(
      `Without 'steady'. Not derivable in 'steady': ${STEADY_START_UNKNOWN}`,
    );
  });
});

describe('tables of times', () => {
  it.each([
    ['routes', slowestSection],
    ['phases', depthSection],
  ])('of %s say "not derivable" with the reason', (_, sectionOf) => {
    const text = textOf(sectionOf(fixture('distrusted')));
    expect(text).toContain('not derivable');
    expect(text).toContain(`Not derivable in 'steady': ${STEADY_START_UNKNOWN}`);
    expect(textOf(sectionOf(fixture('pass')))).not.toMatch(/not derivable/i);
  });
});
