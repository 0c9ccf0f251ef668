import Type, { type TObject, type TProperties } from 'typebox';
import { Calibration } from './calibration.ts';
import { Comparison } from './comparison.ts';
import { DatasetManifest } from './dataset.ts';
import { DryRun } from './dry-run.ts';
import { EndedBy } from './ended-by.ts';
import { Gate } from './gate.ts';
import { GateNoise } from './gate-noise.ts';
import { ResourceFit } from './load-fit.ts';
import { LeftOut } from './plan.ts';
import { Run } from './run.ts';
import { Trend } from './trend.ts';
import { Status, Verdict } from './verdict.ts';

/*
 * What a command prints on standard output with --json: one object, told apart by its `kind`. A field means the same in all of them.
 */

/** An error, wherever it occurs: docs/errors.md lists the codes. */
const error = Type.Object(EndedBy.properties);

const folder = Type.String({ description: 'absolute path' });

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

/** A run at a glance. */
export const RunAtAGlance = Type.Object({
  folder,
  id: Run.properties.id,
  platform: Run.properties.platform,
  title: Type.String({ description: "the platform's name for people, or its slug in old runs" }),
  startedAt: Run.properties.startedAt,
  state: Run.properties.state,
  users: nullable(Type.Integer(), 'of the largest closed load; null: there is none'),
  ratePerSec: nullable(
    Type.Number(),
    'requests a second that the largest open load plans; null: there is none',
  ),
  status: nullable(Status, 'null: there is no verdict, or it cannot be read'),
  headline: nullable(Type.String(), 'the verdict in one sentence; null: there is none'),
});
export type RunAtAGlance = Type.Static<typeof RunAtAGlance>;

const index = nullable(
  Type.String(),
  'absolute path of the index over all of them; null: there was only one',
);

const outputs = {
  error: envelope('error', { error }),
  text: envelope('text', { text: Type.String({ description: 'what --help or --version prints' }) }),
  verdicts: envelope('verdicts', {
    runs: Type.Array(Type.Object({ ...RunAtAGlance.properties, verdict: Verdict })),
    indexFile: index,
    failures: Type.Array(Type.Object({ platform: Run.properties.platform, error }), {
      description: 'platforms that could not run, and those in `runs` whose report was not printed as a PDF',
    }),
  }),
  runs: envelope('runs', {
    runs: Type.Array(
      Type.Object({
        ...RunAtAGlance.properties,
        sizeBytes: Type.Integer({ description: 'of all files in the folder' }),
        error: nullable(error, 'why its verdict cannot be read; null: it can, or there is none'),
      }),
      { description: 'newest first' },
    ),
    unreadable: Type.Array(Type.Object({ folder, error }), { description: 'folders without a readable run' }),
  }),
  comparisons: envelope('comparisons', {
    comparisons: Type.Array(Type.Object({ folder, comparison: Comparison })),
    indexFile: index,
    failures: Type.Array(
      Type.Object({ platform: Run.properties.platform, experimentName: Type.String(), error }),
      {
        description:
          'experiments that could not be carried out, and those in `comparisons` whose report was not printed as a PDF',
      },
    ),
  }),
  experiments: envelope('experiments', {
    experiments: Type.Array(
      Type.Object({
        experimentName: Type.String(),
        platform: Run.properties.platform,
        question: Type.String(),
        armLabels: Type.Array(Type.String()),
        repetitionsPerArm: Type.Integer(),
        expectedDurationMs: Type.Number({ description: 'on a typical machine' }),
      }),
    ),
  }),
  calibration: envelope('calibration', { folder, calibration: Calibration }),
  project: envelope('project', {
    folder,
    project: Type.Object({
      writtenFiles: Type.Array(Type.String(), { description: 'below the folder' }),
      replaced: Type.Array(Type.String(), { description: 'those of them that were there before (--force)' }),
      operations: Type.Array(
        Type.Object({
          name: Type.String(),
          statuses: Type.Array(Type.Integer(), {
            description: 'all that it was answered with, in order; empty: it was not tried',
          }),
          captures: Type.Array(Type.String()),
        }),
      ),
      leftOut: Type.Array(LeftOut),
      variables: Type.Array(Type.Object({ name: Type.String(), purpose: Type.String() }), {
        description: 'environment variables that a run needs',
      }),
      notes: Type.Array(Type.String()),
    }),
  }),
  'dry-run': envelope('dry-run', { dryRun: DryRun }),
  gate: envelope('gate', { gate: Gate, folder }),
  trend: envelope('trend', {
    trend: Trend,
    reportFile: nullable(Type.String(), 'absolute path of the page; null: there are no runs'),
  }),
  'gate-noise': envelope('gate-noise', {
    noise: GateNoise,
    file: Type.String({ description: 'absolute path' }),
  }),
  dataset: envelope('dataset', { dataset: DatasetManifest }),
  doctor: envelope('doctor', {
    programs: Type.Array(
      Type.Object({
        name: Type.String(),
        isUsable: Type.Boolean(),
        finding: Type.String({ description: 'the version and where it was found, or what is wrong' }),
        hint: nullable(Type.String(), 'what to do; null: nothing'),
      }),
    ),
    machine: Type.Object({
      cores: Type.Number(),
      memoryBytes: Type.Integer(),
      availableBytes: Type.Integer({ description: 'of memory, now' }),
    }),
    platformLoads: Type.Array(
      Type.Object({
        platform: Run.properties.platform,
        title: RunAtAGlance.properties.title,
        isQuick: Type.Boolean({ description: 'the load of verify --quick' }),
        users: RunAtAGlance.properties.users,
        ratePerSec: RunAtAGlance.properties.ratePerSec,
        isEnough: Type.Boolean({ description: 'every resource that is known will do' }),
        resources: Type.Array(ResourceFit),
      }),
    ),
    largest: Type.Object(
      {
        users: Type.Integer(),
        usersLimitedBy: ResourceFit.properties.resource,
        ratePerSec: Type.Integer(),
        ratePerSecLimitedBy: ResourceFit.properties.resource,
      },
      { description: 'about the most that this machine can offer to a system that runs elsewhere' },
    ),
  }),
};

/** The schemas by `kind`. */
export const COMMAND_OUTPUTS: Readonly<Record<keyof typeof outputs, TObject>> = outputs;

export type CommandOutputKind = keyof typeof outputs;

/** The object that a command prints, without what `printJson` adds. */
export type CommandOutput = {
  [Kind in CommandOutputKind]: Omit<Type.Static<(typeof outputs)[Kind]>, 'schemaVersion'>;
}[CommandOutputKind];

function envelope<Kind extends string, Fields extends TProperties>(kind: Kind, fields: Fields) {
  return Type.Object({ schemaVersion: Type.Literal(2), kind: Type.Literal(kind), ...fields });
}
