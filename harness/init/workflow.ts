import { isLoopback } from '../load/allowed-target.ts';
import type { SystemConfig } from '../model/system-config.ts';

/**
 * The workflow for GitHub Actions. A system that the job itself can start is gated: base and head of a pull request are measured in one job.
 * A system elsewhere is there only once, so it is verified. Every name in it is ours, or a host that is checked to be a plain one.
 * @param variables names of the environment variables that a run needs
 */
export function workflowOf({ url, hosts = [], users }: SystemConfig, variables: readonly string[]): string {
  const { origin, hostname } = new URL(url);
  const secrets = variables.map((name) => `          ${name}: \${{ secrets.${name} }}\n`).join('');
  const withSecrets = secrets === '' ? '' : `        env:\n${secrets}`;
  const setUp = `${SET_UP}${usersStep(users?.file)}`;
  return isLoopback(hostname) ? gated(origin, setUp, withSecrets) : verified(hosts, setUp, withSecrets);
}

/** A host of a workflow stands in a command, so it may only be a plain name or address. */
export function isPlainHost(hostname: string): boolean {
  return /^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(hostname);
}

/** Users have passwords, so git ignores a list of them: a job writes it from a secret. */
function usersStep(file: string | undefined): string {
  if (file === undefined || !isPlainList(file)) return '';
  return `      - name: Users
        env:
          USERS: \${{ secrets.PROOFLOAD_USERS }} # the text of ${file}
        run: printf '%s\\n' "$USERS" > "$(dirname "$CONFIG")/${file}"
`;
}

/** The path of a list of users stands in a command too. */
export function isPlainList(path: string): boolean {
  return /^[\w./-]+\.csv$/.test(path);
}

const EXIT_CODES =
  '# Exit code 0: passed; 1: failed; 3: too little was measured to tell; 4: the measurement cannot be trusted.';
const PLACE = `# It runs as it stands if the repository brings the package of Proofload with it ("The package in CI" in docs/ci.md of Proofload), and this folder
# is its root. If it is not, move this file to .github/workflows of the repository, and set CONFIG.`;

/** What every job begins with. Go builds k6 when a run needs it for the first time. */
const SET_UP = `      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - uses: actions/setup-go@v5
        with:
          go-version: stable
          cache: false
      - uses: actions/cache@v4 # k6, which the first run builds
        with:
          path: ~/.cache/proofload
          key: proofload-\${{ runner.os }}-\${{ hashFiles('package-lock.json') }}
`;

const UPLOAD = `      - uses: actions/upload-artifact@v5
        if: always()
        with:
`;

function gated(origin: string, setUp: string, withSecrets: string): string {
  return `# A pull request is gated: its base and its head are measured in turns, in one job. The gate fails if the head has become worse for sure, and by
# more than its bounds (docs/ci.md of Proofload). A push to main is verified: it is judged by the targets of the config.
${EXIT_CODES}
#
${PLACE}
# START starts your system in the foreground, so that it answers at URL, which the config has too. Base and head run one at a time.
name: Proofload

on:
  pull_request:
  push:
    branches: [main]
  workflow_dispatch:

env:
  CONFIG: proofload.config.ts
  URL: '${origin}'
  START: npm start

jobs:
  gate:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 2 # the pull request merged into its base, and that base
${setUp}      - name: Install base and head
        run: |
          npm ci
          rm -rf ../base && git worktree prune
          git worktree add ../base HEAD^1
          npm ci --prefix ../base
      - name: Gate
        run: npx proofload gate --config "$CONFIG" --quick --duration 20s --base "cd ../base && $START" --head "$START" --inconclusive pass --reports gate
${withSecrets}${UPLOAD}          name: gate
          path: |
            gate
            runs

  verify:
    if: github.event_name != 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
${setUp}      - run: npm ci
      - name: Verify
        run: |
          sh -c "$START" > system.log 2>&1 &
          timeout 60 sh -c 'until curl --silent --output /dev/null "$URL"; do sleep 1; done'
          npx proofload verify --config "$CONFIG"
${withSecrets}${UPLOAD}          name: verify
          path: |
            system.log
            runs
`;
}

function verified(hosts: readonly string[], setUp: string, withSecrets: string): string {
  const confirmed = hosts.map((host) => ` --allow-host '${host}'`).join('');
  return `# Judges the system at the url of the config by its targets.
${EXIT_CODES}
#
${PLACE}
# If the job can start your system itself, \`gate\` is better for pull requests: it measures base and head in one job. Replace the last command by
#   npx proofload gate --config "$CONFIG" --base '<starts the base>' --head '<starts the head>' --base-url http://127.0.0.1:3000 --head-url http://127.0.0.1:3000
# docs/ci.md of Proofload has the whole job.
name: Proofload

on: [pull_request, workflow_dispatch]

env:
  CONFIG: proofload.config.ts

jobs:
  verify:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
${setUp}      - run: npm ci
      - run: npx proofload verify --config "$CONFIG"${confirmed}
${withSecrets}${UPLOAD}          name: verify
          path: runs
`;
}
