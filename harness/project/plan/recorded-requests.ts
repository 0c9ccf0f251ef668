import type { LeftOut } from '../../model/plan.ts';
import type { Exchange } from './har.ts';

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
    ({ url }) => url.host,
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
  const joined: Joined[] = [];
  for (const [i, first] of all.entries()) {
    if (used.has(first)) continue;
    const chain = [first];
    for (let at = i + 1; at < all.length && isRedirect(chain.at(-1)!); at++) {
      const next = all[at]!;
      if (used.has(next) || !leadsTo(chain.at(-1)!, next)) continue;
      used.add(next);
      chain.push(next);
    }
    const { status, mimeType, text, json, endMs } = chain.at(-1)!;
    joined.push({
      ...first,
      ...{ status, mimeType, text, json, endMs },
      responseHeaders: chain.flatMap(({ responseHeaders }) => responseHeaders),
      redirects: chain.length - 1,
      firstStatus: first.status,
      leadsTo: chain.find(({ url }) => url.origin !== first.url.origin)?.url.host ?? null,
    });
  }
  return joined;
}

function isRedirect({ status, redirectUrl }: Exchange): boolean {
  return status >= 300 && status < 400 && redirectUrl !== null;
}

function leadsTo({ url, redirectUrl }: Exchange, next: Exchange): boolean {
  const target = URL.parse(redirectUrl ?? '', url.href);
  return target?.href.split('#')[0] === next.url.href.split('#')[0];
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
