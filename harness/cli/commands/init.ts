import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { provision } from '../../../scripts/provision/index.ts';
import { FILES } from '../../init/project-files.ts';
import type { ProveOptions } from '../../init/prove-plan.ts';
import { requireFolderFor, writeProject } from '../../init/write-project.ts';
import { formatCount } from '../../model/format.ts';
import { proofloadCommand } from '../../model/installation.ts';
import { tooSmallFor } from '../../own/dry-run.ts';
import { ownSystem } from '../../own/own-system.ts';
import { readConfig } from '../../own/read-config.ts';
import { findK6 } from '../../system/programs/programs.ts';
import { tooFewInWords } from '../../verdict/too-few-requests.ts';
import type { InitOptions } from '../init-answers.ts';
import { operationRows, showProject } from '../init-summary.ts';
import { requireTemporaryFolder } from '../own-environment.ts';
import { confirmedHosts } from '../own-hosts.ts';
import { printJson } from '../print-json.ts';
import type { Shell } from '../shell.ts';

type Options = InitOptions & { force?: true; smoke: boolean; allowHost?: string[]; json?: true };

export function initCommand(shell: Shell): Command {
  return new Command('init')
    .description('Writes a project for a system of your own, and tries out what it would send.')
    .argument('[source]', 'an OpenAPI file, a HAR recording, or the URL of a request')
    .option('--url <url>', 'where the system is (default: where the source says)')
    .option('--name <name>', 'what it is called (default: its host)')
    .option('--folder <dir>', 'where the project goes', '.')
    .option('--force', 'write into a folder that is not empty, and replace files of the same name')
    .option('--writes', 'include requests other than GET and HEAD')
    .option('--users-file <file>', 'CSV with the users who log in')
    .option('--users <n>', 'users of a closed load')
    .option('--rate <n>', 'requests a second of the open load (20)')
    .option('--p95 <ms>', 'promise that 95% of requests are answered within this time (500)')
    .option('--p50 <ms>', 'the same for half of them')
    .option('--p99 <ms>', 'the same for 99%')
    .option(
      '--availability <percent>',
      'promise that this share of the responses is correct (99.5, if the rate can show it)',
    )
    .option(
      '--recorded-host <host>',
      'which host of a recording is the system (default: the one with most requests)',
    )
    .option('--allow-host <host...>', 'confirm hosts other than this machine')
    .option('--no-smoke', 'send nothing: write the project without trying it')
    .option('--json', 'print one JSON object and nothing else on stdout')
    .addHelpText(
      'after',
      `
Examples:
  ${proofloadCommand('init http://127.0.0.1:3000/api/items --folder load')}
  ${proofloadCommand('init openapi.yaml --url http://127.0.0.1:3000 --folder load')}
  ${proofloadCommand('init shop.har --url http://127.0.0.1:3000 --users-file users.csv --writes --folder load')}
`,
    )
    .action((source: string | undefined, options: Options) => init(shell, source, options));
}

async function init(shell: Shell, named: string | undefined, options: Options): Promise<void> {
  const { env, signal, stderr } = shell;
  const { folder } = options;
  requireTemporaryFolder(env);
  const given = [named, options.usersFile].filter((file) => file !== undefined);
  const replaces = options.force === true;
  await requireFolderFor(folder, given, { replaces });
  const asked = { stderr, ask: options.json ? null : shell.ask };
  const { initAnswers } = await import('../init-answers.ts'); // what makes values up is slow to load
  const { source, conversion, answers } = await initAnswers(asked, named, options);
  let prove: ProveOptions | null = null;
  if (options.smoke) {
    const allowedHosts = await confirmedHosts(asked, {
      url: answers.url,
      ownHosts: [new URL(answers.url).hostname],
      allowedHosts: options.allowHost ?? [],
      load: 'each request twice',
    });
    await provision({ need: ['k6'], env, log: (line) => stderr.write(`${line}\n`), signal });
    const { path: k6 } = await findK6(env);
    const onRound = (requests: number) =>
      stderr.write(`  trying it out: ${formatCount(requests, 'request')} to ${answers.url}\n`);
    prove = { k6, env, allowedHosts, signal, onRound };
  }
  const { makeProject } = await import('../../init/make-project.ts');
  const made = await makeProject(source, conversion, answers, prove);
  let { notes } = made;
  const check = async () => {
    const system = ownSystem(await readConfig(join(folder, FILES.config), 1)); // as `verify` will read it
    notes = [...notes, ...tooSmallFor(system).map(tooFewInWords)];
  };
  const replaced = await writeProject(folder, made.files, { replaces, signal, check });
  if (options.json)
    printJson(shell, {
      kind: 'project',
      folder: resolve(folder),
      project: {
        writtenFiles: Object.keys(made.files),
        replaced,
        operations: operationRows(made),
        leftOut: made.plan.leftOut ?? [],
        variables: made.variables,
        notes,
      },
    });
  else showProject(shell, { ...made, notes }, { folder, replaced });
}
