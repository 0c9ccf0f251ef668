import { DOCUMENTED_TOPOLOGY } from '../../harness/model/testing/documented-topology.ts';
import type { Run } from '../../harness/model/run.ts';
import { type Behaviour, makePhases, makeProfile, START_SEC } from './profile.ts';

export function makeRun(behaviour: Behaviour, scale: number): Run {
  const phases = makePhases(scale);
  const fault = phases.at(-1)!;
  const atShare = (share: number) => Math.round(fault.startMs + share * (fault.endMs - fault.startMs));
  return {
    schemaVersion: 5,
    id: '20261125-134640-tvet-connect',
    platform: 'tvet-connect',
    title: 'TVET Connect',
    scenario: 'tvet-connect',
    target: null,
    topology: DOCUMENTED_TOPOLOGY,
    targets: [],
    sessionFamily: 'user_session',
    plantedDefects: {},
    profile: makeProfile(behaviour, scale),
    startedAt: new Date((START_SEC - 41) * 1000).toISOString(),
    phases,
    events: [
      { atMs: atShare(1 / 3), kind: 'part-killed', part: 'server-2', what: 'server-2 killed with SIGKILL' },
      { atMs: atShare(1 / 3) + 800, kind: 'note', what: 'server-2 could not be measured: connection refused' },
      { atMs: atShare(2 / 3), kind: 'part-restored', part: 'server-2', what: 'server-2 answers again' },
      { atMs: atShare(2 / 3) + 900, kind: 'part-died', what: 'a worker of nginx ended and was replaced' },
    ],
    state: 'complete',
    dataChecks: [
      { name: 'check-ins', acknowledged: 15_822, found: 15_822, lost: 0, duplicated: 0 },
      { name: 'joins', acknowledged: 6_907, found: 6_907, lost: 0, duplicated: 0 },
    ],
    statements: [
      {
        statement: 'SELECT student_id, last_sync, sync_data FROM student_sync_status WHERE student_id = $1',
        calls: 12_044,
        meanMs: 0.041,
        maxMs: 4.2,
        totalMs: 493.8,
        rows: 12_044,
      },
      {
        statement:
          'WITH held AS (SELECT unit_id, count(*) AS sessions FROM attendance_sessions WHERE semester_plan_id = $1 GROUP BY unit_id) SELECT unit_id, sessions FROM held ORDER BY unit_id',
        calls: 1_210,
        meanMs: 2.31,
        maxMs: 18.9,
        totalMs: 2795.1,
        rows: 9_680,
      },
    ],
    slowStatementMs: 2,
    provenance: {
      commit: '4ab5eef0d1c2b3a495867768594a3b2c1d0e9f80',
      commitIsDirty: false,
      versions: { proofload: '0.1.0', node: '24.21.0', k6: '2.2.0', postgres: '18.4', redis: '7.0.15', nginx: '1.22.1' },
      machine: { cpuModel: 'Intel(R) Xeon(R) CPU @ 2.60GHz', cores: 2, memoryBytes: 25_185_345_536, os: 'Debian GNU/Linux 12' },
      serverSettings: { 'postgres.shared_buffers': '1GB', 'postgres.max_connections': '400', 'redis.maxmemory': '2gb', 'redis.maxmemory-policy': 'allkeys-lru' },
      datasetFingerprint: '9d6f1c0b7e5a48d2b1f03c6a97e8d4450b2a1c3d5e6f708192a3b4c5d6e7f809',
      datasetRows: { student_sync_status: 30_000, lecturer_dashboard_content: 9_600, attendance_sessions: 14_400, online_classes: 7_200 },
      randomSeed: 42,
      commandLine: ['verify', 'tvet-connect'],
    },
  };
}
