import { describe, expect, it } from 'vitest';
import { DOCUMENTED_TOPOLOGY } from '../../harness/model/testing/documented-topology.ts';
import { fixture } from '../testdata/fixtures.ts';
import { againCommand, commitOf, shellCommand, topologyFacts } from './provenance.ts';

const { provenance } = fixture('pass').run;

describe('shellCommand', () => {
  it('quotes words that a shell would split or expand', () => {
    expect(shellCommand(['npm', 'start', '--', 'verify', '--out', 'my runs', "it's", '$(rm)', ''])).toBe(
      "npm start -- verify --out 'my runs' 'it'\\''s' '$(rm)' ''",
    );
  });
});

describe('againCommand', () => {
  it('begins with the commit, if it is known', () => {
    expect(againCommand(provenance)).toBe(
      `git checkout ${provenance.commit}\nnpm start -- verify tvet-connect`,
    );
    expect(againCommand({ ...provenance, commit: null })).toBe('npm start -- verify tvet-connect');
    expect(againCommand({ ...provenance, commit: null, commandLine: [] })).toBe('npm start');
  });
});

describe('commitOf', () => {
  it('says if the code differed from the commit', () => {
    expect(commitOf(provenance, 7)).toBe('4ab5eef');
    expect(commitOf({ ...provenance, commitIsDirty: true }, 7)).toBe('4ab5eef, with local changes');
    expect(commitOf({ ...provenance, commit: null })).toBe('unknown');
  });
});

describe('topologyFacts', () => {
  it('describes the documented system, and leaves out what it does not have', () => {
    expect(topologyFacts(DOCUMENTED_TOPOLOGY)).toEqual({
      'API servers': '3',
      'Connection pool': '10 to 100 connections for each server',
      Cache: 'Redis with 2,048 MB, values gzipped',
      Indexes: 'as documented',
    });
  });

  it('names every factor that is not as documented', () => {
    const facts = topologyFacts({
      ...DOCUMENTED_TOPOLOGY,
      weights: [3, 3, 2],
      cache: 'memory-and-redis',
      cacheTtlFactor: 0.1,
      cacheGzip: false,
      redisNodes: 3,
      indexes: false,
      replicas: 2,
      pgbouncer: true,
      singleFlight: false,
    });
    expect(facts).toEqual({
      'API servers': '3',
      'Balancer weights': '3 / 3 / 2',
      'Connection pool': '10 to 100 connections for each server, through PgBouncer',
      Cache:
        'memory of each server (10,000 entries, at most 5 s), then Redis with 2,048 MB in a cluster of 3 nodes, values not gzipped, times to live 0.1 times the documented ones',
      'Single-flight': 'off',
      Indexes: 'left out',
      'Read replicas': '2',
    });
  });

  it('says nothing more if there is no cache', () => {
    expect(topologyFacts({ ...DOCUMENTED_TOPOLOGY, cache: 'none', redisNodes: 3 }).Cache).toBe('none');
  });

  it('says that a system that was not started here is unknown', () => {
    expect(Object.keys(topologyFacts(null))).toEqual(['System']);
  });
});
