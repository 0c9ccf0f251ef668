import { resolve } from 'node:path';
import { runBatch } from '../batch/batch.ts';
import { platformEntry } from '../batch/entries.ts';
import type { PlatformIndex } from '../model/report-index.ts';
import { diskNeedsOf, type StartedSystem } from '../run/disk-room.ts';
import type { FinishedRun } from '../run/run.ts';
import { exitCodeOfOutcome, printOutcomes } from './outcome.ts';
import { pdfPrinter } from './pdf.ts';
import { announceSeveral, endSeveral, type Finished, oneOfSeveral } from './several.ts';
import type { Shell } from './shell.ts';
import { verifyOne } from './verify-one.ts';
import { expectedRunMs, type VerifyOptions, type VerifyPlan } from './verify-plan.ts';

/** What is to be run, and the command line that runs it alone. */
export type PlanOfSeveral = { plan: VerifyPlan; commandLine: string[] };

/** Verifies several platforms, one after the other. One that cannot run does not keep the others from running. */
export async function verifySeveral(
  shell: Shell,
  several: readonly PlanOfSeveral[],
  { pdf, ...withoutPdf }: VerifyOptions,
): Promise<void> {
  const runsFolder = resolve(withoutPdf.out);
  const plans = several.map(({ plan }) => plan);
  const printPdf = pdf ? await pdfPrinter(shell) : null;
  await announceSeveral(
    shell,
    plans.map((plan) => ({
      name: plan.platform.title,
      expectedMs: expectedRunMs(plan),
      disk: diskNeedsOf(plan.profile, systemOf(plan)),
    })),
    { runsFolder, noun: 'platform' },
  );
  const batch = await runBatch<Finished<FinishedRun>, PlatformIndex>(
    several.map(({ plan, commandLine }) => ({
      carryOut: () =>
        oneOfSeveral(
          shell,
          plan.platform.title,
          () => verifyOne(shell, plan, { ...withoutPdf, commandLine }),
          printPdf,
        ),
      entry: (turn, folder) => platformEntry(plan.platform, turn, folder),
    })),
    {
      kind: 'platforms',
      runsFolder,
      commandLine: process.argv.slice(2),
      randomSeed: plans[0]?.randomSeed ?? 0,
      signal: shell.signal,
    },
  );
  await endSeveral(shell, batch, {
    json: withoutPdf.json === true,
    printPdf,
    exitCodeOf: ({ verdict }) => exitCodeOfOutcome(verdict),
    print: (runs, indexFile, failures) =>
      printOutcomes(shell, runs, {
        indexFile,
        failures: failures.map(({ place, error }) => ({ platform: plans[place]!.platform.slug, error })),
      }),
  });
}

/** null for one that is running already */
function systemOf(plan: VerifyPlan): StartedSystem | null {
  if (plan.target) return null;
  const { topology, platform, sizes } = plan;
  return { topology, population: platform.population, datasetSize: sizes.dataset };
}
