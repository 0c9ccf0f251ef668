import type { HistogramSecond } from '../../model/histogram.ts';
import type { Run } from '../../model/run.ts';
import { DOCUMENTED_TOPOLOGY } from '../../model/testing/documented-topology.ts';
import type { TimelineSecond } from '../../model/timeline.ts';
import type { Verdict } from '../../model/verdict.ts';

/** The smallest valid documents of each kind, for tests. */
export function sampleRun(overrides: Partial<Run> = {}): Run {
  return {
    schemaVersion: 5,
    id: '20261121T012428Z-tvet-connect-3f9a1c',
    platform: 'tvet-connect',
    scenario: 'tvet-connect',
    target: null,
    topology: { ...DOCUMENTED_TOPOLOGY, cacheGzip: false },
    targets: [],
    sessionFamily: 'user_session',
    plantedDefects: {},
    profile: {
      loads: [
        {
          name: 'open',
          load: { model: 'open', arrivalRatePerSec: 1200 },
          generatorProcesses: 1,
          phases: [{ name: 'open-steady', kind: 'steady', durationMs: 60_000 }],
        },
      ],
    },
    startedAt: '2026-11-21T01:24:28.000Z',
    phases: [
      {
        name: 'open-steady',
        kind: 'steady',
        load: 'open',
        startMs: 1_795_224_268_000,
        endMs: 1_795_224_328_000,
      },
    ],
    events: [],
    state: 'complete',
    dataChecks: [],
    statements: [],
    provenance: {
      commit: null,
      commitIsDirty: false,
      versions: { node: '24.21.0' },
      machine: { cpuModel: 'unknown', cores: 2, memoryBytes: 24e9, os: 'Linux' },
      serverSettings: {},
      datasetFingerprint: null,
      datasetRows: {},
      randomSeed: 1,
      commandLine: ['verify'],
    },
    ...overrides,
  };
}

export function sampleVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    schemaVersion: 4,
    runId: sampleRun().id,
    platform: 'tvet-connect',
    status: 'pass',
    targets: [],
    generator: {
      status: 'valid',
      offeredRate: 1200,
      attemptedRate: 1200,
      droppedIterations: 0,
      startDelayP99Ms: 0.4,
      cpuUtilization: 0.5,
      reasons: [],
    },
    validity: { status: 'valid', checks: [] },
    resources: [],
    saturation: [],
    notes: [],
    ...overrides,
  };
}

export function sampleSecond(second: number): TimelineSecond {
  return {
    second,
    phase: null,
    client: null,
    servers: [],
    database: null,
    cache: null,
    processes: [],
    machine: null,
  };
}

export function sampleHistogram(second: number): HistogramSecond {
  return {
    second,
    metric: 'responseTimeMs',
    route: 'sync.read',
    phase: 'steady',
    failed: true,
    histogram: { scale: 4, zeroCount: 0, offset: 30, counts: [1, 0, 2], sum: 12.5, min: 3.9, max: 4.4 },
  };
}
