import type { Plan } from '../model/plan.ts';
import type { SystemConfig } from '../model/system-config.ts';
import { escapeUnprintable } from '../program/printable.mjs';
import { codeOf } from './code-text.ts';
import { workflowOf } from './workflow.ts';

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
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: [],
  },
  include: ['*.ts'],
};

const IGNORED = `# Runs, programs, and what holds secrets: recordings have sessions and passwords in them, and lists of users have passwords.
runs/
node_modules/
*.har
*.csv
.env
`;

/** JSON over several lines, in which characters that mislead a reader are escaped. Its value is the same. */
function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).split('\n').map(escapeUnprintable).join('\n')}\n`;
}
