import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { carriedRange, climbedLevels } from '../capacity/staircase.ts';
import type { ArmPicture } from '../model/arm-picture.ts';
import type { Named } from '../model/catalogue.ts';
import type { ComparedRepetition, Comparison, Proof } from '../model/comparison.ts';
import type { Arm, ExperimentRun, Repetition } from '../model/experiment.ts';
import type { DocumentedPlatform } from '../model/platform.ts';
import type { Run } from '../model/run.ts';
import type { Seen } from '../model/seen.ts';
import type { Summary } from '../model/summary.ts';
import { summarizeAndJudge } from '../run/summarize-and-judge.ts';
import { writingTo } from '../store/disk.ts';
import {
  type ExperimentFolder,
  openRunFolder,
  type RunFolder,
  readTimeline,
  writeComparison,
} from '../store/index.ts';
import { pictureOf } from './arm-picture.ts';
import { compareArms, type ObservedArm } from './differences/index.ts';
import { type Factors, factorsOf, prove, withLevels } from './factors/index.ts';
import { SeenInSeconds } from './factors/seen.ts';
import { measureOf, valueIn } from './measures.ts';
import { reasonsAgainst } from './reasons-against.ts';

/**
 * Compares what an experiment has so far and draws the report, without load: at its end, or again at any time. Writes
 * comparison.json, comparison.html and comparison.md.
 * @throws ProofloadError RUN_UNREADABLE, DISK_FULL
 */
export async function judgeComparison(
  folder: ExperimentFolder,
  run: ExperimentRun,
  platform: Pick<DocumentedPlatform, 'caches' | 'factors'>,
): Promise<{ comparison: Comparison; pictures: ArmPicture[] }> {
  const measures = run.experiment.measures.map((wanted) => measureOf(wanted)!);
  const factors = factorsOf(platform);
  const varied = Object.keys(run.experiment.factors);
  const observed: ObservedArm[] = [];
  const pictures: ArmPicture[] = [];
  for (const arm of run.arms) {
    const looked = await Promise.all(
      run.repetitions
        .filter(({ arm: name, state }) => name === arm.name && state === 'complete')
        .map((repetition) => lookAt(folder, repetition, measures)),
    );
    observed.push({
      name: arm.name,
      proofs: proofsOf(factors, varied, looked, arm),
      repetitions: looked.map(({ compared }) => compared),
    });
    const valid = looked.filter(({ compared }) => compared.isValid).map(({ summary }) => summary);
    pictures.push(pictureOf(arm.name, valid));
  }
  const comparison = compareArms({ run, arms: observed, measures: measures.map(({ measure }) => measure) });
  const { renderComparison } = await import('../../reports/comparison/index.ts'); // loads the chart library only when it is needed
  const reports = await renderComparison({ comparison, pictures, run });
  await writeComparison(folder, comparison);
  await writingTo(folder.path, () =>
    Promise.all([
      writeFile(folder.reportHtmlFile, reports.html),
      writeFile(folder.reportMarkdownFile, reports.markdown),
    ]),
  );
  return { comparison, pictures };
}

type Looked = { compared: ComparedRepetition; summary: Summary; seen: Seen | null };

async function lookAt(
  folder: ExperimentFolder,
  repetition: Repetition,
  measures: readonly Named[],
): Promise<Looked> {
  const runFolder = await openRunFolder(join(folder.path, repetition.folder!));
  const { run, summary, verdict } = await summarizeAndJudge(
    runFolder,
    measures.flatMap(({ indicator }) => indicator ?? []),
  );
  const levels = climbedLevels(run, summary, verdict.validity.checks);
  const reasons = reasonsAgainst(verdict, levels);
  const carried = measures.filter((each) => each.carried !== undefined);
  return {
    compared: {
      block: repetition.block,
      folder: repetition.folder!,
      isValid: reasons.length === 0,
      reasons,
      values: Object.fromEntries(measures.map((each) => [each.measure.name, valueIn(summary, each, levels)])),
      ...(levels && {
        levels,
        ranges: Object.fromEntries(carried.map(({ measure }) => [measure.name, carriedRange(levels)])),
      }),
    },
    summary,
    seen: await seenIn(runFolder, run),
  };
}

/** Only judged time counts: while a system warms up, its caches and pools are still filling. */
async function seenIn(folder: RunFolder, run: Run): Promise<Seen | null> {
  if (!run.facts) return null;
  const seen = new SeenInSeconds();
  const judged = new Set(run.phases.filter(({ kind }) => kind === 'steady').map(({ name }) => name));
  for await (const second of (await readTimeline(folder)).lines) {
    if (second.phase !== null && judged.has(second.phase)) seen.addSecond(second);
  }
  return seen.finish(run.facts);
}

/** By factor: refuted as soon as one run refutes it, proved if one proves it and none refutes it. */
function proofsOf(
  factors: Factors,
  varied: readonly string[],
  looked: readonly Looked[],
  { topology, levels }: Arm,
): Proof[] {
  const wanted = withLevels(factors, topology, levels); // what the arm claims to be, whatever was built for it
  const byRun = looked.flatMap(({ seen }) => (seen === null ? [] : [prove(factors, varied, seen, wanted)]));
  return varied.map((factor, index): Proof => {
    const proofs = byRun.map((each) => each[index]!);
    return (
      proofs.find(({ status }) => status === 'refuted') ??
      proofs.find(({ status }) => status === 'proved') ??
      proofs[0] ?? { factor, status: 'unknown', reason: 'No repetition was complete.', evidence: [] }
    );
  });
}
