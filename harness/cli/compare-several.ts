import { resolve } from 'node:path';
import { runBatch } from '../batch/batch.ts';
import { experimentEntry } from '../batch/entries.ts';
import type { FinishedComparison } from '../compare/experiment.ts';
import { expectedDurationMs } from '../compare/experiment-time.ts';
import type { ExperimentIndex } from '../model/report-index.ts';
import { type DiskNeeds, diskNeedsOf, diskNeedsTogether } from '../run/disk-room.ts';
import { type CarryOutOptions, compareOne, exitCodeOfComparison, type PlacedPlan } from './compare-one.ts';
import { printComparisons } from './comparison-summary.ts';
import { pdfPrinter } from './pdf.ts';
import { announceSeveral, endSeveral, type Finished, oneOfSeveral } from './several.ts';
import type { Shell } from './shell.ts';

/** Carries out several experiments, one after the other. One that cannot run does not keep the others from running. */
export async function compareSeveral(
  shell: Shell,
  plans: readonly PlacedPlan[],
  { pdf, ...withoutPdf }: CarryOutOptions,
): Promise<void> {
  const runsFolder = resolve(withoutPdf.out);
  const printPdf = pdf ? await pdfPrinter(shell) : null;
  await announceSeveral(
    shell,
    plans.map((placed) => ({
      name: placed.plan.experiment.name,
      expectedMs: expectedDurationMs(placed.plan),
      disk: diskNeeds(placed),
    })),
    { runsFolder, noun: 'experiment' },
  );
  const batch = await runBatch<Finished<FinishedComparison>, ExperimentIndex>(
    plans.map((placed) => ({
      carryOut: () =>
        oneOfSeveral(
          shell,
          placed.plan.experiment.name,
          () => compareOne(shell, placed, withoutPdf),
          printPdf,
        ),
      entry: (turn, folder) =>
        experimentEntry({ experiment: placed.plan.experiment, platform: placed.platform }, turn, folder),
    })),
    {
      kind: 'experiments',
      runsFolder,
      commandLine: process.argv.slice(2),
      randomSeed: withoutPdf.randomSeed,
      signal: shell.signal,
    },
  );
  await endSeveral(shell, batch, {
    json: withoutPdf.json === true,
    printPdf,
    exitCodeOf: exitCodeOfComparison,
    print: (finished, indexFile, failures) =>
      printComparisons(shell, finished, {
        indexFile,
        failures: failures.map(({ place, error }) => {
          const { plan, platform } = plans[place]!;
          return { platform: platform.slug, experimentName: plan.experiment.name, error };
        }),
      }),
  });
}

/** Every repetition is a run that is kept; the data set and the copy that a repetition changes exist at the same time. */
function diskNeeds({ plan, platform }: PlacedPlan): DiskNeeds {
  const { profile, arms, repetitions, experiment } = plan;
  const ofArms = arms.map(({ topology }) =>
    diskNeedsOf(profile, {
      topology,
      population: platform.population,
      datasetSize: 2 * experiment.load.datasetSize,
    }),
  );
  return diskNeedsTogether(ofArms.flatMap((needs) => Array<DiskNeeds>(repetitions).fill(needs)));
}
