import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startTestPostgres } from '../../reference-server/testing/stores.ts';
import { onDatabase } from '../../seed/testing/databases.ts';
import type { LoadProfile } from '../model/load.ts';
import { DOCUMENTED_TOPOLOGY } from '../model/testing/documented-topology.ts';
import { SortedSample } from '../stats/sorted-sample.ts';
import { loadPlatform } from './load-platform.ts';
import { runOnce } from './run.ts';
import {
  closed,
  open,
  RESPONSE_TIME,
  type Stage,
  smallRun,
  violated,
  violatedNames,
} from './testing/small-run.ts';

/*
 * Small runs with real k6: no check objects to an honest one. A machine that is busy with other things may delay the generator, and validity
 * is right to report that. A run that must be valid is then repeated.
 */
const SMALL_PROFILE: LoadProfile = {
  loads: [
    {
      name: 'open',
      load: open(30),
      generatorProcesses: 1,
      phases: [
        { name: 'open warm-up', kind: 'warm-up', durationMs: 2000 },
        { name: 'open steady', kind: 'steady', durationMs: 5000 },
      ],
    },
  ],
};

describe('an honest run', () => {
  it.each([
    ['open', open(100)],
    ['closed', closed(40, 200)],
  ])('of an %s load is valid, and says what was checked', { retry: 3 }, async (model, load) => {
    const { verdict, seconds } = await smallRun({ load, steadyMs: 14_000, targets: [RESPONSE_TIME] });
    expect(violated(verdict)).toEqual([]);
    expect(verdict.generator.reasons).toEqual([]);
    expect(verdict.targets[0]).toMatchObject({ status: 'pass' });
    const held = verdict.validity.checks.filter(({ status }) => status === 'held').map(({ name }) => name);
    const ofModel =
      model === 'open' ? ['arrivals-dropped', 'rate-not-reached', 'vus-exhausted'] : ['connections-lost'];
    expect(held).toEqual(
      expect.arrayContaining([...ofModel, 'start-delay', 'generator-cpu', 'telemetry-gap', 'clock-jump']),
    );
    const looks = seconds.filter(({ client }) => client !== null);
    expect(looks.at(-2)!.client).toMatchObject({
      usersMax: model === 'open' ? 200 : 40,
      reportedBy: ['small-k6'],
    });
    expect(looks.at(-2)!.processes[0]).toMatchObject({ name: 'k6', coresAllowed: expect.any(Number) });
  });
});

describe('a run of the reference system is invalid', () => {
  it('when rows that the load does not change are changed under it, and the scenario that k6 runs is replaced', async () => {
    const runsFolder = await mkdtemp(join(tmpdir(), 'proofload-changed-'));
    const postgres = await startTestPostgres();
    let tampering: Promise<unknown> | undefined;
    const tamper = async () => {
      const sql = `UPDATE accounts SET display_name = 'Someone Else' WHERE user_id = 's-0000001'`;
      await onDatabase(postgres.url, (client) => client.query(sql));
      const [runFolder] = await readdir(runsFolder);
      await appendFile(join(runsFolder, runFolder!, 'k6', 'scenario.js'), '\n// edited');
    };
    try {
      const { verdict, run } = await runOnce({
        platform: await loadPlatform('tvet-connect'),
        profile: SMALL_PROFILE,
        topology: { ...DOCUMENTED_TOPOLOGY, servers: 1, poolMax: 20 },
        plantedDefects: {},
        datasetSize: 60,
        randomSeed: 1,
        runsFolder,
        env: { ...process.env, DATABASE_URL: postgres.url },
        commandLine: [],
        signal: new AbortController().signal,
        onProgress: (event) => {
          if (event.kind === 'phase' && event.name === 'open steady') tampering = tamper();
        },
      });
      await tampering;
      expect(run.state).toBe('complete');
      expect(violatedNames(verdict)).toEqual(expect.arrayContaining(['dataset-changed', 'code-changed']));
      expect(violated(verdict).join('\n')).toMatch(
        /dataset-changed: .*: rows of accounts, which the load does not change, differ from before the load\.\ncode-changed: .*the scenario that k6 runs was replaced/,
      );
      expect(new Set(verdict.targets.map(({ status }) => status))).toEqual(
        new Set(['invalid', 'inconclusive']),
      );
    } finally {
      await postgres.stop();
      await rm(runsFolder, { recursive: true, force: true });
    }
  });
});

describe('a server that stalls for a second again and again', () => {
  it('fails on the time from the intended start; a client that waits for each answer would not notice', {
    retry: 3,
  }, async () => {
    const alone: number[] = [];
    const stallAndWatch = async ({ server }: Stage) => {
      const end = performance.now() + 16_000;
      const stalls = setInterval(() => server.stall(1000), 2500);
      while (performance.now() < end) {
        const sentMs = performance.now();
        await fetch(`${server.url}/right?who=0`).then((response) => response.text());
        alone.push(performance.now() - sentMs);
        await sleep(20);
      }
      clearInterval(stalls);
    };
    const { verdict } = await smallRun({
      load: open(50),
      steadyMs: 18_000,
      targets: [RESPONSE_TIME],
      onSteady: stallAndWatch,
    });
    expect(violated(verdict)).toEqual([]);
    expect(verdict.targets[0]).toMatchObject({ status: 'fail' });
    expect(verdict.targets[0]!.actual).toBeGreaterThan(RESPONSE_TIME.bound);
    // The same server at the same time, by the service times of a client that waits for each answer before it sends the next request.
    expect(Math.max(...alone)).toBeGreaterThan(500);
    expect(new SortedSample(alone).quantile(0.95)!).toBeLessThan(RESPONSE_TIME.bound);
  });
});
