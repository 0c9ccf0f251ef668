import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
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
 * Runs that are spoiled on purpose, with real k6: each check finds what was done. A busy machine only violates further checks.
 */

// At the same time, because they mostly wait.
describe.concurrent('a check is violated', () => {
  it('when there are too few virtual users for a server that stalls: arrivals are dropped', async () => {
    // 100 virtual users for 40 arrivals a second are busy after two and a half seconds.
    const stall = ({ server }: Stage) => server.stall(4500);
    const { verdict } = await smallRun({
      load: open(40),
      steadyMs: 8000,
      targets: [RESPONSE_TIME],
      onSteady: stall,
    });
    expect(violatedNames(verdict)).toEqual(expect.arrayContaining(['arrivals-dropped', 'vus-exhausted']));
    expect(verdict.generator.droppedIterations).toBeGreaterThan(20);
    // Most of the phase stalled, and no outcome of the dropped arrivals could change that.
    expect(verdict.targets[0]).toMatchObject({ status: 'fail' });
    expect(verdict.targets[0]!.survived.map(({ check }) => check)).toContain('arrivals-dropped');
  });

  it('when the generator was stopped for a while: it was late and silent', async () => {
    const halt = async ({ generators }: Stage) => {
      process.kill(generators[0]!.pid, 'SIGSTOP');
      await sleep(7500);
      process.kill(generators[0]!.pid, 'SIGCONT');
    };
    // Long enough that even on a busy machine the generator goes on within the phase, and few enough requests that one late request of each
    // user is more than 1% of them.
    const { verdict } = await smallRun({ load: closed(40, 400), steadyMs: 16_000, onSteady: halt });
    expect(violatedNames(verdict)).toEqual(expect.arrayContaining(['start-delay', 'telemetry-gap']));
    expect(violated(verdict).join('\n')).toMatch(
      /telemetry-gap: The generator reported nothing for \d seconds/,
    );
  });

  it("when the generator's reports get lost", async () => {
    const cutOff = async ({ silence }: Stage) => {
      silence(true);
      await sleep(5000);
      silence(false);
    };
    const { verdict } = await smallRun({ load: open(50), steadyMs: 9000, onSteady: cutOff });
    expect(violatedNames(verdict)).toContain('telemetry-gap');
    expect(verdict.generator.status).toBe('invalid');
  });

  it('when the generator may not open a file for each of its users', async () => {
    // Enough files that the generator's first report still gets one: users take theirs over two seconds.
    const { verdict } = await smallRun({ load: closed(120, 300), steadyMs: 6000, before: 'ulimit -n 115' });
    expect(violated(verdict).join('\n')).toMatch(
      /connections-lost: In 'steady' [\d,]+ requests failed through the generator's own fault \(out-of-files\)/,
    );
  });
});
