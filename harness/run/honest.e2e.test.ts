import { readdir, readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadProfile, PlannedLoad } from '../model/load.ts';
import type { Status } from '../model/verdict.ts';
import type { FinishedRun } from './run.ts';
import { prepareWholeRuns, quickProfile, shortened } from './testing/whole-run.ts';

const USERS = 400;
const RATE_PER_SEC = 200;

/** Long enough that one bad second of the machine, such as a slow disk, is less than a twentieth of it. */
const HONEST_STEADY_MS = 45_000;

type WholeRuns = Awaited<ReturnType<typeof prepareWholeRuns>>;

/** The open load is long, because response times are judged by it alone. The closed one sends a fifteenth of its requests. */
async function honestProfile(): Promise<LoadProfile> {
  const { loads } = await quickProfile({ users: USERS, ratePerSec: RATE_PER_SEC });
  return { loads: loads.map((load) => (load.load.model === 'open' ? lengthened(load) : shortened(load))) };
}

function lengthened(load: PlannedLoad): PlannedLoad {
  return {
    ...load,
    phases: load.phases.map((phase) =>
      phase.kind === 'steady' ? { ...phase, durationMs: HONEST_STEADY_MS } : phase,
    ),
  };
}

function statusesOf({ verdict }: FinishedRun): Record<string, Status> {
  return Object.fromEntries(verdict.targets.map(({ id, status }) => [id, status]));
}

describe('an honest run', () => {
  let whole: WholeRuns;
  let finished: FinishedRun;
  beforeAll(async () => {
    whole = await prepareWholeRuns({ datasetSize: USERS });
    finished = await whole.run({ profile: await honestProfile() });
  });
  afterAll(() => whole?.end());

  it('fails nothing, passes what such a small load can show, and leaves open what it cannot', () => {
    const reasons = finished.verdict.targets.map(({ id, status, reason }) => `${id} ${status}: ${reason}`);
    expect(statusesOf(finished), reasons.join('\n')).toEqual({
      'tvet.p95': 'pass',
      'tvet.db': 'pass',
      'tvet.hit-ratio': 'pass',
      // 12 s at 200 a second are too few requests for 99.9% under a fault.
      'tvet.availability': 'inconclusive',
      'tvet.rps': 'inconclusive',
      'tvet.users': 'inconclusive',
    });
    expect(finished.verdict.status).toBe('inconclusive');
  });

  it('says how short its passes are, and what they cannot rule out', () => {
    const p95 = finished.verdict.targets.find(({ id }) => id === 'tvet.p95')!;
    expect(p95.length).toEqual({ judgedSec: expect.any(Number), neededSec: 75 });
    expect(p95.length!.judgedSec).toBeGreaterThanOrEqual(HONEST_STEADY_MS / 1000 - 1);
    expect(p95.reason).toMatch(/slow stretches more frequent than one in \d+ seconds are ruled out/);
    expect(p95.reason).toContain('This pass is less sure than its interval says');
  });

  it('kept every acknowledged write, once, and had some', () => {
    expect(finished.run.dataChecks).toHaveLength(2);
    for (const check of finished.run.dataChecks) {
      expect(check.acknowledged).toBeGreaterThan(10);
      expect(check).toMatchObject({ found: check.acknowledged, lost: 0, duplicated: 0 });
    }
  });

  it('killed a server and brought it back', () => {
    expect(finished.run.events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['part-killed', 'part-restored']),
    );
  });

  it('leaves a run folder with every file of the contract and no secret', async () => {
    const names = await readdir(finished.folder.path);
    expect(names).toEqual(
      expect.arrayContaining([
        'run.json',
        'verdict.json',
        'timeline.ndjson',
        'histograms.ndjson',
        'report.html',
        'report.md',
        'junit.xml',
        'dataset.json',
        'k6',
        'logs',
      ]),
    );
    expect(await readdir(finished.folder.k6Folder)).not.toContain('world.json');
    expect((await stat(finished.folder.reportHtmlFile)).size).toBeLessThan(1_500_000);
    const run = await readFile(finished.folder.runFile, 'utf8');
    expect(run).not.toMatch(/postgres:\/\/|redis:\/\//);
  });

  it('records what it was made with: versions, machine, settings, data', () => {
    const { provenance } = finished.run;
    const programs = ['k6', 'nginx', 'node', 'postgres', 'proofload', 'redis'];
    expect(Object.keys(provenance.versions).sort()).toEqual(programs);
    expect(provenance.datasetFingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(provenance.serverSettings['postgres.max_connections']).toBeDefined();
  });
});
