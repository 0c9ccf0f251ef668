import type { LeftOut } from '../../model/plan.ts';
import type { Exchange } from './har.ts';
import { looksRandom } from './looks-random.ts';

/** The requests of a recording that go to the chosen system, and what else the recording has. */
export type Recorded = { origin: string; exchanges: Joined[]; leftOut: LeftOut[] };

/**
 * A request with the response that it finally got, how many redirects led there, the status of the first of them, and the other host that
 * they led to, if any.
 */
export type Joined = Exchange & { redirects: number; firstStatus: number; leadsTo: string | null };

/** Media types of what a browser loads once and keeps, and a load of requests would only blur. */
const ASSETS =
  /^(image|font|audio|video)\/|^text\/(css|javascript)$|^application\/((x-|ecma)?javascript|font|x-font|vnd\.ms-fontobject|wasm|manifest\+json)/;
/** The paths of such files, for responses whose type was not kept. */
const ASSET_PATH = /\.(avif|css|gif|ico|jpe?g|js|map|mjs|mp4|otf|png|svg|ttf|wasm|webm|webp|woff2?)$/i;

/**
 * Chooses the system that was recorded, and its requests. Redirects are joined with what they lead to.
 * @param host as "shop.example" or "127.0.0.1:3000"; left out: the one with most requests that are no assets
 */
export function recordedRequests(all: readonly Exchange[], host?: string): Recorded | null {
  const joined = joinRedirects(all);
  const origin = chosenOrigin(joined, host);
  if (origin === null) return null;
  const others = Map.groupBy(
    joined.filter(({ url }) => url.origin !== origin),
    ({ url }) => shownHost(url),
  );
  const own = joined.filter(({ url }) => url.origin === origin);
  const assets = Map.groupBy(own.filter(isAsset), ({ mimeType }) => mimeType || 'files');
  return {
    origin,
    exchanges: own.filter((each) => !isAsset(each) && each.method !== 'OPTIONS'),
    leftOut: [
      ...[...others].map(
        ([name, { length: count }]): LeftOut => ({
          kind: 'host',
          name,
          reason: 'it is another host than the system',
          count,
        }),
      ),
      ...[...assets].map(
        ([name, { length: count }]): LeftOut => ({
          kind: 'asset',
          name,
          reason: 'browsers keep files of this type',
          count,
        }),
      ),
    ],
  };
}

function isAsset({ mimeType, url, status }: Exchange): boolean {
  return mimeType === '' || status === 304
    ? ASSETS.test(mimeType) || ASSET_PATH.test(url.pathname)
    : ASSETS.test(mimeType);
}

/** A request whose response sends the browser elsewhere gets the response of the request that follows from it. */
function joinRedirects(all: readonly Exchange[]): Joined[] {
  const used = new Set<Exchange>();
  const places = Map.groupBy(all.keys(), (place) => addressOf(all[place]!.url));
  const nextOf = (place: number) => {
    const target = redirectOf(all[place]!);
    return target === null
      ? undefined
      : places.get(target)?.find((next) => next > place && !used.has(all[next]!));
  };
  const joined: Joined[] = [];
  for (const [place, first] of all.entries()) {
    if (used.has(first)) continue;
    const chain = [first];
    for (let next = nextOf(place); next !== undefined; next = nextOf(next)) {
      used.add(all[next]!);
      chain.push(all[next]!);
    }
    const { status, mimeType, text, json, endMs } = chain.at(-1)!;
    const otherHost = chain.find(({ url }) => url.origin !== first.url.origin);
    joined.push({
      ...first,
      ...{ status, mimeType, text, json, endMs },
      responseHeaders: chain.flatMap(({ responseHeaders }) => responseHeaders),
      redirects: chain.length - 1,
      firstStatus: first.status,
      leadsTo: otherHost === undefined ? null : shownHost(otherHost.url),
    });
  }
  return joined;
}

/** A host as it may be written: some name a customer or a build by what looks like a token. */
function shownHost({ host }: URL): string {
  return host
    .split('.')
    .map((label) => (looksRandom(label) ? '…' : label))
    .join('.');
}

/** Where the response to a request sends the browser; null: nowhere. */
function redirectOf({ status, redirectUrl, url }: Exchange): string | null {
  if (status < 300 || status >= 400 || redirectUrl === null) return null;
  const target = URL.parse(redirectUrl, url.href);
  return target && addressOf(target);
}

function addressOf({ href }: URL): string {
  return href.split('#')[0]!;
}

function chosenOrigin(joined: readonly Joined[], host: string | undefined): string | null {
  const origins = Map.groupBy(
    joined.filter((each) =>
      host === undefined ? !isAsset(each) : each.url.host === host || each.url.hostname === host,
    ),
    ({ url }) => url.origin,
  );
  // The first of those with most requests: a recording begins with the system itself.
  return [...origins].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}
