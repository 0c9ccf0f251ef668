import type { Plan } from '../model/plan.ts';
import type { SystemConfig } from '../model/system-config.ts';
import { escapeUnprintable } from '../program/printable.mjs';
import { codeOf } from './code-text.ts';

/** A project of one's own, before it is written. */
export type Project = {
  config: SystemConfig;
  plan: Plan;
  /** names of the environment variables that a run needs */
  variables: readonly string[];
};

export const FILES = {
  config: 'proofload.config.ts',
  plan: 'plan.json',
  scenario: 'scenario.ts',
  types: 'tsconfig.json',
  ignored: '.gitignore',
  workflow: '.github/workflows/proofload.yml',
} as const;

/** The texts of a project's files, by path. */
export function projectFiles({ config, plan, variables }: Project): Record<string, string> {
  const { name, url, hosts, ...promised } = config;
  const complete = {
    name,
    url,
    ...(hosts && { hosts }),
    plan: FILES.plan,
    scenario: FILES.scenario,
    ...promised,
  };
  return {
    [FILES.config]: `${CONFIG_BEGIN}${codeOf(complete).replace(/\}$/, TELEMETRY)}${CONFIG_END}`,
    [FILES.plan]: prettyJson({ $schema: PLAN_SCHEMA, ...plan }),
    [FILES.scenario]: SCENARIO,
    [FILES.types]: prettyJson(TYPES),
    [FILES.ignored]: IGNORED,
    [FILES.workflow]: workflowOf(config, variables),
  };
}

const CONFIG_BEGIN = `import { defineSystem } from 'proofload';

// What is promised (targets), how much is sent (load) and by whom (users). What is sent is in plan.json.
// '\${NAME}' is an environment variable, '{name}' a value of the user.
export default defineSystem(`;
const CONFIG_END = ');\n';

/** The end of the object: what may be observed is known to people only. */
const TELEMETRY = `
  // Besides the responses, Proofload observes what it is told of: PostgreSQL by DATABASE_URL and Redis by REDIS_URL in the environment,
  // programs that run on this machine, and metrics of your servers, under the names that they have there.
  // telemetry: {
  //   processes: ['server.js'],
  //   metrics: [
  //     {
  //       url: 'http://127.0.0.1:3000/metrics',
  //       requests: { counter: 'http_requests_total', statusLabel: 'status' },
  //       requestTime: { histogram: 'http_request_duration_seconds', routeLabel: 'route' },
  //     },
  //   ],
  // },
}`;

const PLAN_SCHEMA = './node_modules/proofload/dist/docs/schemas/plan.schema.json';

const SCENARIO = `import { defineScenario } from 'proofload/scenario';

// Sends what plan.json says. For values that a list cannot hold, uncomment \`before\`: it is called before each step,
// and changes the values that the request is filled in with.
const scenario = defineScenario({
  // before(step, user) {
  //   if (step === 'POST /items') user.title = \`Item \${Date.now()}\`;
  // },
});

export const { arrival, user } = scenario;
export default scenario.firstRequest;
`;

/** For the editor only: nothing is compiled before a run. */
const TYPES = {
  compilerOptions: {
    module: 'preserve',
    target: 'esnext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  },
  include: ['*.ts'],
};

const IGNORED = `# Runs, programs, and what holds secrets: recordings have sessions and passwords in them.
runs/
node_modules/
*.har
.env
`;

/** JSON over several lines, in which characters that mislead a reader are escaped. Its value is the same. */
function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).split('\n').map(escapeUnprintable).join('\n')}\n`;
}

/** Every name in it is ours, or a host that is checked to be a plain one. */
function workflowOf({ hosts = [] }: SystemConfig, variables: readonly string[]): string {
  const confirmed = hosts.map((host) => ` --allow-host '${host}'`).join('');
  const secrets = variables.map((name) => `          ${name}: \${{ secrets.${name} }}\n`).join('');
  return `# Exit code 0: every target passed; 1: one failed; 3: too little was measured to tell; 4: the measurement cannot be trusted.
name: Proofload

on: [pull_request, workflow_dispatch]

jobs:
  verify:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - run: npm ci
      # Start your system here, so that it answers at the url of the config:
      # - run: docker compose up --detach --wait
      - run: npx proofload verify${confirmed}
${secrets === '' ? '' : `        env:\n${secrets}`}      - uses: actions/upload-artifact@v5
        if: always()
        with:
          name: proofload
          path: runs
`;
}

/** A host of a workflow stands in a command, so it may only be a plain name or address. */
export function isPlainHost(hostname: string): boolean {
  return /^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(hostname);
}
