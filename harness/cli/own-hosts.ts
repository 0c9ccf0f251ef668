import { isHostIn, isLoopback } from '../load/allowed-target.ts';
import { ProofloadError } from '../model/errors.ts';
import type { Shell } from './shell.ts';

/** What a server listens at that listens everywhere. */
const ANY_ADDRESS = new Set(['0.0.0.0', '[::]']);

export type HostQuestion = {
  /** where the load would go */
  url: string;
  /** hosts that the config lists as the user's own */
  ownHosts: readonly string[];
  /** hosts of --allow-host */
  allowedHosts: readonly string[];
  /** the load in words: "500 requests/s for 2 min" */
  load: string;
};

/**
 * Finds out whether a load may go to a host: this machine's loopback always; another one if the config lists it as the user's own, and a
 * person confirms it, or --allow-host does.
 * @returns the host, if it is not the loopback
 * @throws ProofloadError TARGET_NOT_ALLOWED
 */
export async function confirmedHosts(
  { ask }: Pick<Shell, 'ask'>,
  { url, ownHosts, allowedHosts, load }: HostQuestion,
): Promise<string[]> {
  const { hostname } = new URL(url);
  if (isLoopback(hostname)) return [];
  if (!isHostIn(ownHosts, hostname))
    throw new ProofloadError(
      'TARGET_NOT_ALLOWED',
      `A load may not go to ${hostname}: it may only go to this machine's loopback and to hosts that your proofload.config.ts lists as your own.`,
      ANY_ADDRESS.has(hostname)
        ? `Servers listen at ${hostname}, but clients reach this machine at http://127.0.0.1`
        : `If that system is yours, or you were asked to load it, list it in the config: hosts: ['${hostname}']`,
    );
  if (isHostIn(allowedHosts, hostname)) return [hostname];
  const answer = await ask?.(`\n  Send ${load} to ${hostname}? Type the name of the host to confirm: `);
  if (answer !== undefined && isHostIn([answer], hostname)) return [hostname];
  throw new ProofloadError(
    'TARGET_NOT_ALLOWED',
    `A load to ${hostname} was not confirmed.`,
    `Confirm it on a terminal, or, where there is none, with --allow-host ${hostname}`,
  );
}
