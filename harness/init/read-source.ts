import { basename } from 'node:path';
import { ProofloadError } from '../model/errors.ts';
import type { Conversion, ConvertOptions } from '../project/plan/conversion.ts';
import { fromHar } from '../project/plan/from-har.ts';
import { fromOpenApi } from '../project/plan/from-openapi.ts';
import { type Exchange, entriesIn, exchangesOf } from '../project/plan/har.ts';
import { openApiIn, readOpenApi } from '../project/plan/openapi-document.ts';
import { requireNoSecrets, secretsOf } from '../project/plan/secrets-of.ts';
import { whyUnreadable } from '../store/disk.ts';
import { readText, TooLarge } from '../store/read-text.ts';

/** What a project is made from. */
export type Source = {
  /** for people: "an OpenAPI description" */
  kind: string;
  /** whether its paths are below one that the address of the system may have; those of a recording are whole */
  hasBasePath: boolean;
  /** @throws ProofloadError NOTHING_TO_SEND, SECRET_LEFT */
  convert(options: ConvertOptions & { host?: string }): Conversion;
  /** @throws ProofloadError SECRET_LEFT when something that will be written holds a secret of the source */
  requireNoSecrets(written: unknown): void;
};

/** A recording of an hour with all pictures in it has about 100 MB. Reading it takes about five times as much memory. */
const MOST_BYTES = 300_000_000;

/**
 * Reads an OpenAPI description or a HAR recording. Which of the two it is, its content says.
 * @throws ProofloadError SOURCE_UNREADABLE
 */
export async function readSource(file: string): Promise<Source> {
  const where = basename(file);
  const text = await textOf(file, where);
  const parsed = jsonIn(text);
  const entries = entriesIn(parsed);
  if (entries !== null) return recordingOf(exchangesOf(entries), 'a recording');
  const document = parsed === undefined ? readOpenApi(text, where) : openApiIn(parsed, where);
  return {
    kind: 'an OpenAPI description',
    hasBasePath: true,
    convert: (options) => fromOpenApi(document, options),
    requireNoSecrets() {}, // a description has none
  };
}

async function textOf(file: string, where: string): Promise<string> {
  try {
    return (await readText(file, MOST_BYTES)).replace(/^\uFEFF/, '');
  } catch (error) {
    const isTooLarge = error instanceof TooLarge;
    throw new ProofloadError(
      'SOURCE_UNREADABLE',
      `${where} cannot be read: ${isTooLarge ? 'it has more than 300 MB' : whyUnreadable(error)}.`,
      isTooLarge
        ? 'Record less, or export the recording without the contents of pictures.'
        : 'Give the path of an OpenAPI description or a HAR recording, or the URL of a request.',
      { cause: error },
    );
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One address is a recording of one request. */
export function sourceOfUrl(url: URL): Source {
  const exchange: Exchange = {
    startMs: 0,
    endMs: 0,
    page: null,
    method: 'GET',
    url,
    headers: [],
    body: null,
    status: 200,
    responseHeaders: [],
    mimeType: 'text/html',
    text: '',
    json: undefined,
    redirectUrl: null,
  };
  return recordingOf([exchange], 'one address');
}

export function recordingOf(exchanges: readonly Exchange[], kind: string): Source {
  return {
    kind,
    hasBasePath: false,
    convert: (options) => fromHar(exchanges, options),
    requireNoSecrets: (written) => requireNoSecrets(written, secretsOf(exchanges)),
  };
}
