import type { Gate, GateCheck, GateStatus } from '../../../harness/model/gate.ts';
import { cleanLine } from '../../shared/clean-text.ts';

type Level = 'error' | 'warning' | 'notice';

const LEVELS: Record<GateStatus, Level | null> = {
  pass: null,
  warn: 'warning',
  fail: 'error',
  inconclusive: 'warning',
  invalid: 'error',
};

/** GitHub shows no more annotations of a level for each step. */
const MOST_OF_A_LEVEL = 10;
const LONGEST_TITLE = 100;
const LONGEST_MESSAGE = 1000;

/**
 * Workflow commands that GitHub Actions turns into annotations: one for each check that did not pass, and the headline as a notice. One line each: a line
 * end in a message would begin another command.
 */
export function githubAnnotations({ headline, checks }: Gate): string {
  const shown = (['error', 'warning'] as const).flatMap((level) =>
    checks
      .filter(({ status }) => LEVELS[status] === level)
      .slice(0, MOST_OF_A_LEVEL)
      .map((check) => annotation(level, check)),
  );
  return [...shown, command('notice', 'Gate', headline)].map((line) => `${line}\n`).join('');
}

function annotation(level: Level, { id, reason }: GateCheck): string {
  return command(level, `Gate: ${cleanLine(id, LONGEST_TITLE)}`, reason);
}

function command(level: Level, title: string, message: string): string {
  return `::${level} title=${property(title)}::${data(cleanLine(message, LONGEST_MESSAGE))}`;
}

/**
 * The runner decodes these. It also looks for the older form of a command, "##[error]", in the middle of a line.
 * Source: actions/toolkit, packages/core/src/command.ts
 */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('##[', '#%23[');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
