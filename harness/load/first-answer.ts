import type { FirstAnswer } from '../model/first-answer.ts';
import { printable } from '../program/printable.mjs';

/** What came back to the first request, worded to follow "k6 sent ... and", and what to do about it. */
type Refusal = { what: string; hint: string };

/** How the user has named the system, for hints. */
export type NamedSystem = {
  /** what holds its address: "--target" */
  address: string;
  /** what to do when a user is not let in */
  notLetIn: string;
  /** hides secrets in what was sent and in what the system answered; left out: there are none */
  hide?(text: string): string;
};

const BY_TARGET: NamedSystem = {
  address: '--target',
  notLetIn:
    "The sessions of its users have expired, or belong to another system. Give --world the file that this system's seed wrote last.",
};

const MOST_CHARACTERS = 120;

/**
 * Why a load would not measure the system, judged by the answer to the first request; null if that was correct.
 * @param from the address that k6 sent from, if users have addresses of their own
 */
export function refusalOf(
  answer: FirstAnswer,
  baseUrl: string,
  from: string | null,
  named: NamedSystem = BY_TARGET,
): { sentence: string; hint: string } | null {
  if (answer.outcome === 'correct') return null;
  const { hide = (text) => text } = named;
  const shown: FirstAnswer = {
    ...answer,
    path: hide(answer.path),
    error: hide(answer.error),
    location: answer.location === null ? null : hide(answer.location),
    body: hide(answer.body),
  };
  const { what, hint } =
    answer.status === 0 ? withoutResponse(shown, new URL(baseUrl), named) : wrongResponse(shown, named);
  const place = from === null ? '' : ` from ${from}`;
  const addresses = `Every user has an address of its own, from ${from} on. The system must accept all of them as ordinary clients.`;
  return {
    sentence: `The system does not answer as the load expects: k6 sent ${answer.method} ${baseUrl}${printable(shown.path)}${place} and ${what}.`,
    hint: from !== null && mayBeForItsAddress(answer) ? `${hint} ${addresses}` : hint,
  };
}

function withoutResponse({ failure, error }: FirstAnswer, url: URL, { address }: NamedSystem): Refusal {
  const said = error === '' ? '' : ` (${quotable(error)})`;
  switch (failure) {
    case 'timeout':
      return {
        what: `got no answer in time${said}`,
        hint: 'Find out what the system is waiting for: a user gives up after 10 s.',
      };
    case 'name':
      return { what: `found no address for ${url.hostname}${said}`, hint: `Check the name in ${address}.` };
    case 'certificate':
      return {
        what: `did not trust the TLS certificate${said}`,
        hint: `Name the file of the authority that issued it in SSL_CERT_FILE, and in ${address} the host that it was issued for.`,
      };
    case 'tls':
      return {
        what: `could not agree on TLS${said}`,
        hint: `Check whether it is http:// or https:// in ${address}.`,
      };
    case 'refused':
      return { what: 'was refused the connection', hint: hintForRefused(url, address) };
    default:
      return { what: `got no answer${said}`, hint: `Check ${address}, and look at the log of the system.` };
  }
}

function hintForRefused({ hostname, protocol, port }: URL, address: string): string {
  const start = `Start the system, and check the port in ${address}.`;
  const there = `${protocol}//[::1]${port && `:${port}`}`;
  return hostname === 'localhost'
    ? `${start} k6 resolves localhost to 127.0.0.1. If the server listens only on ::1, give ${address} ${there}`
    : start;
}

function wrongResponse({ status, location, body }: FirstAnswer, { address, notLetIn }: NamedSystem): Refusal {
  const words = quotable(body);
  const said = words === '' ? '' : `: "${words}"`;
  if (status >= 300 && status < 400 && location !== null)
    return {
      what: `was redirected to ${quotable(location)} (${status})`,
      hint: 'k6 does not follow redirects, because they would be measured too. Name the address that answers itself.',
    };
  const what = `was answered ${status}${said}`;
  if (status === 401) return { what, hint: notLetIn };
  if (status === 429) return { what, hint: 'Wait until its limits allow requests again.' };
  if (status < 300)
    return {
      what: `was answered ${status}, but not with what it asked for${said}`,
      hint: `Check that ${address} is the address and path of the system, and not of something in front of it.`,
    };
  return { what, hint: `Check the address and path in ${address}, and look at the log of the system.` };
}

/** Systems that refuse some client addresses answer like this, or close the connection without an answer. */
function mayBeForItsAddress({ status, failure }: FirstAnswer): boolean {
  return failure === 'broken' || status === 403 || status === 429;
}

/** The beginning of a text from elsewhere, on one line. */
function quotable(text: string): string {
  const line = printable(text).trim();
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS)}…`;
}
