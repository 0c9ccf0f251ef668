import { describe, expect, it } from 'vitest';
import { parseExposition } from './prometheus-text.ts';

describe('parseExposition', () => {
  it('reads the requested metrics, by series', () => {
    const text = `# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{route="/sync",status="200"} 1027
http_requests_total{route="/sync",status="503"} 3 1795224293038
http_requests_created{route="/sync"} 5
uptime 12.5

db_query_time_bucket{le="+Inf",statement="sync.read"} 7
`;
    expect([
      ...parseExposition(text, new Set(['http_requests_total', 'uptime', 'db_query_time_bucket'])),
    ]).toEqual([
      [
        'http_requests_total{route="/sync",status="200"}',
        { name: 'http_requests_total', labels: { route: '/sync', status: '200' }, value: 1027 },
      ],
      [
        'http_requests_total{route="/sync",status="503"}',
        { name: 'http_requests_total', labels: { route: '/sync', status: '503' }, value: 3 },
      ],
      ['uptime', { name: 'uptime', labels: {}, value: 12.5 }],
      [
        'db_query_time_bucket{le="+Inf",statement="sync.read"}',
        { name: 'db_query_time_bucket', labels: { le: '+Inf', statement: 'sync.read' }, value: 7 },
      ],
    ]);
  });

  it('reads labels that contain braces, quotes, commas and line breaks', () => {
    const text = String.raw`m{path="/a/{id},\"x\"",text="one\ntwo\\n"} 1`;
    expect([...parseExposition(text, new Set(['m'])).values()]).toEqual([
      { name: 'm', labels: { path: '/a/{id},"x"', text: 'one\ntwo\\n' }, value: 1 },
    ]);
  });

  it.each([['m NaN'], ['m'], ['m{a="b" 1'], ['m{a="b"}'], [''], ['# m 5']])('skips %j', (line) => {
    expect(parseExposition(line, new Set(['m'])).size).toBe(0);
  });

  it('reads numbers with exponents', () => {
    expect(parseExposition('m 1.5e+03', new Set(['m'])).get('m')?.value).toBe(1500);
  });
});
