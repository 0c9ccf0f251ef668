import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawsOf } from '../../scenarios/lib/own/sent.ts';
import { refusalOf } from '../load/first-answer.ts';
import { certificatesOf } from '../load/k6/environment.ts';
import { type RehearseOptions, rehearse } from '../load/k6/rehearse.ts';
import { ProofloadError } from '../model/errors.ts';
import { proofloadCommand } from '../model/installation.ts';
import { masking } from '../model/masking.ts';
import type { Plan } from '../model/plan.ts';
import type { Scalar } from '../model/route.ts';
import type { SystemConfig } from '../model/system-config.ts';
import type { Rehearsed } from '../model/traffic.ts';
import type { Environment } from '../own/from-environment.ts';
import { ownSystem, type ReadConfig, withSecrets } from '../own/own-system.ts';
import { nothingLeft } from '../project/plan/reads.ts';
import { refinedPlan } from '../project/plan/refine.ts';
import { trafficOf } from '../project/plan/traffic-of.ts';
import { withoutOperations } from '../project/plan/without-operations.ts';
import { answersAnyLoopbackAddress } from '../run/outside-system.ts';
import { loggedIn, OWN_SYSTEM } from '../run/own-world.ts';
import { supervised } from '../run/supervised.ts';

export type Draft = {
  /** without its plan, which is not written yet */
  config: SystemConfig;
  plan: Plan;
  /** the rows of the users file; empty: there is none */
  users: Record<string, Scalar>[];
};

export type ProveOptions = {
  /** path of the k6 program */
  k6: string;
  /** with the values of the variables that the plan needs */
  env: Environment;
  /** to which requests may go besides the loopback */
  allowedHosts: readonly string[];
  signal: AbortSignal;
  /** called before each round */
  onRound(requests: number): void;
};

export type Proof = {
  plan: Plan;
  /** what the last round sent: all of this plan */
  rehearsed: Rehearsed[];
  /** what users were given when they logged in */
  sessions: Scalar[];
};

const RANDOM_SEED = 1;

/**
 * Sends all of a plan as two users, takes out of it what does not work, and sends it again, until all of it does: what is returned was sent
 * as it is. The requests are few, and count in no figure.
 * @throws ProofloadError TARGET_UNREACHABLE when nothing was answered, NOTHING_TO_SEND when nothing was answered as it should be,
 * LOGIN_FAILED, GENERATOR_FAILED, CONFIG_INVALID when a variable is not set
 */
export async function provenPlan(draft: Draft, options: ProveOptions): Promise<Proof> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-init-'));
  let proof: Proof | null = null;
  try {
    const failure = await supervised(
      {
        logFile: join(folder, 'guardian.log'),
        signal: options.signal,
        interruption: 'Interrupted: nothing was written.',
      },
      async ({ supervisor, ending }) => {
        const { url: baseUrl } = draft.config;
        const privateFolder = await supervisor.makeWorkFolder();
        proof = await proveAs(draft, options, {
          k6: options.k6,
          baseUrl,
          allowedHosts: options.allowedHosts,
          ownAddresses: await answersAnyLoopbackAddress(baseUrl),
          certificates: certificatesOf(options.env),
          folder: privateFolder,
          privateFolder,
          supervisor,
          signal: ending.signal,
        });
      },
    );
    if (failure !== null) throw failure;
    return proof!;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Client = Omit<RehearseOptions, 'rehearsal' | 'task'>;

async function proveAs(draft: Draft, { env, onRound }: ProveOptions, client: Client): Promise<Proof> {
  const { config, users } = draft;
  const given = givenNames(draft);
  const worldOf = (plan: Plan) => withSecrets(ownSystem(readOf(draft, plan)).world, env, 'The plan');
  let plan = sendablePlan(draft);
  let two = twoOf(users);
  const { logIn, secrets = [] } = worldOf(plan);
  const hiddenFor = () => [...secrets, ...two.flatMap((user) => Object.values(user).map(String))];
  if (logIn.length > 0)
    two = await withItsLastWords(loggedIn(two, logIn, secrets, client), masking(hiddenFor()));
  const sessions = two.flatMap((user) =>
    Object.entries(user).flatMap(([name, value]) => (users.some((row) => name in row) ? [] : [value])),
  );
  const hidden = hiddenFor();
  for (;;) {
    const { journeys, values = {}, together = [], ...system } = worldOf(plan).input.traffic;
    const sequences = journeys.map(({ steps }) =>
      steps.flatMap((step) => (Object.hasOwn(system.routes, step) ? [step] : system.pages![step]!.flat())),
    );
    onRound(sequences.flat().length * two.length);
    const draws = drawsOf(Object.keys(values), together);
    const rehearsal = { system, users: two, sequences, draws, values };
    const trial = rehearse({ ...client, rehearsal, task: 'try everything that would be sent' });
    const rehearsed = await withItsLastWords(trial, masking(hidden));
    requireAnswer(rehearsed, config.url, masking(hidden));
    const next = refinedPlan(plan, rehearsed, given, new Set(hidden));
    if (next === plan) return { plan, rehearsed, sessions };
    if (next.operations.length === 0) throw nothingWorks(next);
    plan = next;
  }
}

const UNTRIED = 'write the project without trying it out: --no-smoke';

/** What k6 did, or the error that it ended with. Its log goes with the work folder, so the error must say everything. */
async function withItsLastWords<T>(asked: Promise<T>, hide: (text: string) => string): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof ProofloadError) || error.code !== 'GENERATOR_FAILED') throw error;
    const hint = `Nothing was written. Check k6 with \`${proofloadCommand('doctor')}\`, or ${UNTRIED}`;
    throw new ProofloadError(error.code, hide(error.message), hint, { cause: error });
  }
}

/** The first two users. Where there is one or none, two clients are the same one, each with a session of its own. */
function twoOf(users: Draft['users']): Draft['users'] {
  const [first = {}, second = first] = users;
  return [first, second];
}

/** The plan without operations that send a value that nothing yields. @throws ProofloadError NOTHING_TO_SEND */
export function sendablePlan(draft: Draft): Plan {
  const plan = withoutOperations(draft.plan, { reasons: new Map(), given: givenNames(draft) });
  if (plan.operations.length === 0) throw nothingLeft(plan.leftOut ?? []);
  return plan;
}

function givenNames({ config, users }: Draft): string[] {
  const logIn = [config.users?.logIn ?? []].flat();
  return [
    ...new Set(users.flatMap((user) => Object.keys(user))),
    ...logIn.flatMap(({ captures = {} }) => Object.keys(captures)),
  ];
}

function readOf({ config, users }: Draft, plan: Plan): ReadConfig {
  const sectionOf = (place: number) => `targets[${place}]`;
  const planned = { plan, traffic: trafficOf(plan, RANDOM_SEED) };
  return { config, where: 'The plan', sectionOf, planned, scenarioFile: null, users };
}

/** @throws ProofloadError TARGET_UNREACHABLE */
function requireAnswer(
  rehearsed: readonly Rehearsed[],
  baseUrl: string,
  hide: (text: string) => string,
): void {
  const [first] = rehearsed;
  if (!first || rehearsed.some(({ answer }) => answer.status !== 0)) return;
  const refusal = refusalOf(first.answer, baseUrl, null, { ...OWN_SYSTEM, hide });
  if (refusal)
    throw new ProofloadError('TARGET_UNREACHABLE', refusal.sentence, `${refusal.hint} Or ${UNTRIED}`);
}

function nothingWorks({ leftOut = [] }: Plan): ProofloadError {
  const last = leftOut.findLast(({ kind }) => kind === 'operation');
  return new ProofloadError(
    'NOTHING_TO_SEND',
    `No operation was answered correctly${last ? ` (${last.name}: ${last.reason})` : ''}, so nothing was written.`,
    'Check the address (--url), who sends it (--users-file, environment variables), and whether the system has data.',
  );
}
