import Type, { type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { GATE_FILES } from '../../reports/gate/index.ts';
import { plannedChanges, plannedTargets } from '../gate/plan-budget.ts';
import { Budget } from '../model/budget.ts';
import { gateModeOf, inconclusiveOf, ownSystemFor, pairsOf, versionsOf } from './gate-options.ts';
import { BUDGETS, COMMANDS, parsed, WORKFLOWS, wordsOf } from './testing/ci-page.ts';

/* The workflows, commands and budgets of docs/ci.md, against the command line as it is. ci-workflows.int.test.ts carries the workflows out. */

const URL_OF_WORKFLOWS = 'http://127.0.0.1:3000/';

it('are there', () => {
  expect(WORKFLOWS).toHaveLength(2);
  expect(COMMANDS.length).toBeGreaterThan(5);
  expect(BUDGETS.length).toBeGreaterThan(0);
});

it.each(COMMANDS)('%s is a call that makes sense', async (line) => {
  const words = wordsOf(line.replaceAll('$URL', URL_OF_WORKFLOWS)).slice(2);
  const { name, args, options } = await parsed(words);
  if (name !== 'gate') return;
  const mode = gateModeOf(args, options);
  inconclusiveOf(options);
  pairsOf(options);
  const { url } = options;
  if (url !== undefined) await ownSystemFor(options, mode);
  if (mode === 'base-head') versionsOf(options, url!);
});

it.each(['npx proofload gate --bass x', 'npx proofload gate --url', 'npx proofload trend one two'])(
  '%s would be found out',
  async (line) => {
    await expect(parsed(wordsOf(line).slice(2))).rejects.toThrow(
      /unknown option|argument missing|too many arguments/,
    );
  },
);

it.each(BUDGETS)('a budget fits its schema and can be planned', (text) => {
  const budget = JSON.parse(text) as Budget;
  expect([...Compile(Budget).Errors(budget)]).toEqual([]);
  expect(plannedTargets(budget, [], null).length + plannedChanges(budget, null).length).toBeGreaterThan(2);
});

describe.each(WORKFLOWS)('a workflow', (text) => {
  it('gates base against head, and keeps files that a gate writes', () => {
    expect(text).toMatch(/npx proofload gate .*--base .*--head .*--reports gate\n/);
    const named = [...text.matchAll(/\bgate\/([\w.-]+)/g)].map(([, file]) => file);
    expect(named.length).toBeGreaterThan(0);
    for (const file of named) expect(Object.values(GATE_FILES)).toContain(file);
  });

  it('lets no text of a pull request become part of a command', () => {
    const steps = JSON.stringify(parse(text), (key, value) =>
      key === 'env' || key === 'variables' || key === 'key' ? null : value,
    );
    expect(steps).not.toMatch(/"run":"[^"]*\$\{\{/);
  });
});

/** The fields that a workflow uses, as the documentation of its system has them; no others, so that a misspelt one is found. */
const closed = <Fields extends Record<string, TSchema>>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false });
const texts = Type.Array(Type.String(), { minItems: 1 });
const variables = Type.Record(
  Type.String({ pattern: '^[A-Z_]+$' }),
  Type.Union([Type.String(), Type.Integer()]),
);
const step = {
  name: Type.Optional(Type.String()),
  if: Type.Optional(Type.String()),
  env: Type.Optional(variables),
};

/** Source: docs.github.com, "Workflow syntax for GitHub Actions" */
const GITHUB = closed({
  name: Type.String(),
  on: Type.Literal('pull_request'),
  permissions: closed({ contents: Type.Literal('read'), 'pull-requests': Type.Literal('write') }),
  jobs: Type.Record(
    Type.String({ pattern: '^[A-Za-z_][\\w-]*$' }),
    closed({
      'runs-on': Type.String(),
      'timeout-minutes': Type.Integer({ minimum: 1 }),
      env: variables,
      steps: Type.Array(
        Type.Union([
          closed({
            ...step,
            uses: Type.String({ pattern: '^actions/[a-z-]+@v\\d+$' }),
            with: Type.Optional(
              Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer(), Type.Boolean()])),
            ),
          }),
          closed({ ...step, run: Type.String() }),
        ]),
        { minItems: 1 },
      ),
    }),
  ),
});

/** Source: docs.gitlab.com, "CI/CD YAML syntax reference" */
const GITLAB = Type.Record(
  Type.String(),
  closed({
    image: Type.String(),
    tags: texts,
    timeout: Type.String(),
    rules: Type.Array(closed({ if: Type.String() })),
    variables,
    cache: closed({ key: closed({ files: texts }), paths: texts }),
    before_script: texts,
    script: texts,
    artifacts: closed({
      when: Type.Union([Type.Literal('always'), Type.Literal('on_failure'), Type.Literal('on_success')]),
      paths: texts,
      reports: closed({ junit: Type.String(), load_performance: Type.String(), metrics: Type.String() }),
    }),
  }),
);

it.each([
  ['GitHub', GITHUB],
  ['GitLab', GITLAB],
])('the workflow of %s has only fields that there are, in their places', (name, schema) => {
  const workflow: unknown = parse(WORKFLOWS[['GitHub', 'GitLab'].indexOf(name)]!);
  expect([...Compile(schema).Errors(workflow)]).toEqual([]);
  const misspelt = parse(
    WORKFLOWS[['GitHub', 'GitLab'].indexOf(name)]!.replace('timeout', 'time-out'),
  ) as unknown;
  expect(Compile(schema).Check(misspelt)).toBe(false);
});
