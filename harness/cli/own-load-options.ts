import type { Command } from 'commander';

/** The options that say what is sent to a system of one's own, for every command that loads one. */
export function withOwnLoadOptions(command: Command): Command {
  return command
    .option('--url <url>', 'any HTTP service, without a file')
    .option(
      '--config <file>',
      'the system that a proofload.config.ts describes (default: the one in this folder)',
    )
    .option('--rate <n>', 'requests a second of the open load')
    .option('--users <n>', 'concurrent users in the closed load')
    .option('--think-time <time>', 'mean time between two requests of a user')
    .option('--p95 <ms>', 'with --url: promise that 95% of requests are answered within this time')
    .option('--p50 <ms>', 'the same for half of them')
    .option('--p99 <ms>', 'the same for 99%')
    .option(
      '--availability <percent>',
      'with --url: promise that this share of the responses is correct (2xx)',
    )
    .option('--method <method>', 'with --url: the method of the request (default: GET)')
    .option('--header <header...>', `with --url: 'name: value', where $\{NAME} is an environment variable`)
    .option('--body <text>', 'with --url: the body of the request, or @file')
    .option('--writes', 'allow requests other than GET and HEAD')
    .option('--allow-host <host...>', 'confirm that hosts other than this machine may be loaded');
}
