import { isLoopback } from '../load/allowed-target.ts';
import { ProofloadError } from '../model/errors.ts';
import type { Route } from '../model/route.ts';
import type { LoadConfig, SystemConfig, TargetConfig } from '../model/system-config.ts';
import { variablesIn } from '../own/from-environment.ts';
import type { Conversion } from '../project/plan/conversion.ts';
import { looksRandom } from '../project/plan/looks-random.ts';
import { projectFiles } from './project-files.ts';
import { type Draft, type Proof, type ProveOptions, provenPlan, sendablePlan } from './prove-plan.ts';
import type { Source } from './read-source.ts';

/** What is known of a system besides its source. */
export type Answers = {
  name: string;
  /** where it is, without a path */
  url: string;
  targets: TargetConfig[];
  load: LoadConfig;
  writes: boolean;
  /** `file`: its path from the project; null: there is none */
  users: { file: string; rows: Draft['users'] } | null;
};

/** What was made, and what came of it. */
export type Made = {
  /** texts, by path in the folder */
  files: Record<string, string>;
  plan: Proof['plan'];
  /** null: it was not tried */
  rehearsed: Proof['rehearsed'] | null;
  /** environment variables that a run needs */
  variables: Conversion['variables'];
  notes: string[];
};

/**
 * Makes a project, without writing it.
 * @param prove how it is tried; null: it is not
 * @throws ProofloadError SECRET_LEFT, and those of `provenPlan`
 */
export async function makeProject(
  source: Source,
  conversion: Conversion,
  answers: Answers,
  prove: ProveOptions | null,
): Promise<Made> {
  const { logIn, known, notes } = conversion;
  const config = configOf(conversion, answers);
  const draft: Draft = { config, plan: conversion.plan, users: answers.users?.rows ?? [] };
  const env = { ...known, ...prove?.env };
  const proof = prove && (await provenPlan(draft, { ...prove, env }));
  const plan = proof ? proof.plan : sendablePlan(draft);
  const needed = variablesIn([plan.operations, logIn]);
  const variables = conversion.variables.filter(({ name }) => needed.includes(name));
  const files = projectFiles({ config, plan, variables: variables.map(({ name }) => name) });
  // Where the system is, and what it is called, somebody has said.
  source.requireNoSecrets({ config: { ...config, name: '', url: '', hosts: [] }, plan });
  requireNoneOf([...needed.map((name) => env[name] ?? ''), ...(proof?.sessions ?? []).map(String)], files);
  const allNotes = answers.users !== null && logIn.length === 0 ? [...notes, NO_LOGIN] : notes;
  return { files, plan, rehearsed: proof?.rehearsed ?? null, variables, notes: allNotes };
}

const NO_LOGIN =
  'No login was found. Users do not log in, and the columns of the users file are only values. If they must log in, add users.logIn to the config.';

function configOf({ logIn, thinkTimeMs }: Conversion, answers: Answers): SystemConfig {
  const { name, url, targets, load, writes, users } = answers;
  const { hostname } = new URL(url);
  const hasUsers = users !== null || logIn.length > 0;
  return {
    name,
    url,
    ...(!isLoopback(hostname) && { hosts: [hostname] }),
    targets,
    load: { ...load, ...(load.users !== undefined && thinkTimeMs !== null && { thinkTimeMs }) },
    ...(hasUsers && {
      users: { ...(users && { file: users.file }), ...(logIn.length > 0 && { logIn: oneOrMore(logIn) }) },
    }),
    ...(writes && { writes }),
  };
}

function oneOrMore(routes: readonly Route[]): Route | Route[] {
  const [first, ...others] = routes as [Route, ...Route[]];
  return others.length === 0 ? first : [first, ...others];
}

/** Only what looks random is looked for: a password that is a word would be found everywhere. */
function requireNoneOf(secrets: readonly string[], files: Readonly<Record<string, string>>): void {
  for (const secret of secrets.filter(looksRandom))
    for (const [name, text] of Object.entries(files))
      if (text.includes(secret))
        throw new ProofloadError(
          'SECRET_LEFT',
          `A secret would have been written to ${name}, so nothing was written.`,
          'Take it out of the description or the recording, and put it into an environment variable.',
        );
}
