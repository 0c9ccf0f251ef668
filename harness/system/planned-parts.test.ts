import { describe, expect, it } from 'vitest';
import type { Fault } from '../model/fault.ts';
import type { LoadProfile } from '../model/load.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import type { Topology } from '../model/topology.ts';
import { requirePossibleFaults } from './faults/impossible-faults.ts';
import { gatedPartsIn, givenStoresIn, plannedParts, programsOf } from './planned-parts.ts';

const NOTHING_GIVEN = givenStoresIn({});
const ALL: Topology = {
  ...DOCUMENTED_TOPOLOGY,
  servers: 2,
  redisNodes: 3,
  replicas: 1,
  pgbouncer: true,
  objectStorage: 's3',
};
const KINDS: Topology['servers'] = [
  { kind: 'web', count: 1, routes: [{ pathPrefix: '/' }] },
  { kind: 'files', count: 2, routes: [{ pathPrefix: '/files' }] },
];
const namesOf = (topology: Topology, env = {}) =>
  plannedParts(topology, givenStoresIn(env)).map(({ name }) => name);

describe('the parts of a system', () => {
  it('follow from its topology', () => {
    expect(namesOf(DOCUMENTED_TOPOLOGY)).toEqual([
      'postgres',
      'redis',
      'server-1',
      'server-2',
      'server-3',
      'nginx',
    ]);
    expect(namesOf(ALL)).toEqual([
      ...['postgres', 'postgres-replica-1', 'pgbouncer', 'redis-1', 'redis-2', 'redis-3'],
      ...['object-store', 'server-1', 'server-2', 'nginx'],
    ]);
  });

  it('have servers of several kinds', () => {
    expect(namesOf({ ...DOCUMENTED_TOPOLOGY, servers: KINDS })).toEqual([
      ...['postgres', 'redis', 'web-1', 'files-1', 'files-2', 'nginx'],
    ]);
  });

  it('do not include stores that a variable names', () => {
    expect(namesOf(DOCUMENTED_TOPOLOGY, { DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x' })).toEqual([
      ...['server-1', 'server-2', 'server-3', 'nginx'],
    ]);
    expect(namesOf(ALL, { S3_ENDPOINT: 'http://127.0.0.1:9000' })).not.toContain('object-store');
  });
});

describe('the programs to find or install', () => {
  it('are those that a part of any of the systems runs', () => {
    expect(programsOf([DOCUMENTED_TOPOLOGY], NOTHING_GIVEN)).toEqual(['postgres', 'redis', 'nginx']);
    const ofAll = programsOf([DOCUMENTED_TOPOLOGY, ALL], NOTHING_GIVEN);
    expect(ofAll).toEqual(expect.arrayContaining(['pgbouncer', 'versitygw']));
    expect(programsOf([DOCUMENTED_TOPOLOGY], givenStoresIn({ REDIS_URL: 'redis://x' }))).toEqual([
      'postgres',
      'nginx',
    ]);
    expect(programsOf([], NOTHING_GIVEN)).toEqual([]);
  });
});

describe('the faults of a load profile', () => {
  const profileWith = (...faults: Fault[]): LoadProfile => ({
    loads: [
      {
        name: 'open',
        load: { model: 'open', arrivalRatePerSec: 1 },
        generatorProcesses: 1,
        phases: [{ name: 'storm', kind: 'fault', durationMs: 60_000, faults }],
      },
    ],
  });
  const stop = (part: string, atMs: number, returnAtMs: number): Fault => ({
    part,
    action: 'stop',
    atMs,
    returnAtMs,
  });
  const slow: Fault = { part: 'redis', action: 'slow', delayMs: 5, atMs: 1, returnAtMs: 2 };
  const refuse: Fault = { part: 'redis-1', action: 'refuse', atMs: 1, returnAtMs: 2 };
  const check = (profile: LoadProfile, topology = DOCUMENTED_TOPOLOGY) =>
    requirePossibleFaults(profile, plannedParts(topology, NOTHING_GIVEN));

  it('say which parts need a gate', () => {
    expect(gatedPartsIn(profileWith(stop('nginx', 1, 2), slow, slow, refuse).loads)).toEqual([
      'redis',
      'redis-1',
    ]);
  });

  it('are possible on any part that is started, one at a time', () => {
    for (const part of namesOf(ALL)) check(profileWith(stop(part, 1, 2), stop(part, 2, 3)), ALL);
    check(profileWith(slow, stop('nginx', 0, 9)));
  });

  it.each<[string, Fault[], Topology, string]>([
    ['an unknown part', [stop('redis-4', 1, 2)], ALL, 'No part called "redis-4" is started'],
    ['two at a time', [stop('redis', 5, 9), stop('redis', 1, 6)], DOCUMENTED_TOPOLOGY, 'Two faults of redis'],
    ['an end before the beginning', [stop('redis', 2, 1)], DOCUMENTED_TOPOLOGY, 'before it begins'],
    ['connections to a node of a cluster', [refuse], ALL, 'node of a cluster'],
  ])('are refused: %s', (_, faults, topology, message) => {
    expect(() => check(profileWith(...faults), topology)).toThrow(message);
  });
});
