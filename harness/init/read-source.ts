import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { reasonOf } from '../model/connection-reason.ts';
import { ProofloadError } from '../model/errors.ts';
import type { Conversion, ConvertOptions } from '../project/plan/conversion.ts';
import { fromHar } from '../project/plan/from-har.ts';
import { fromOpenApi } from '../project/plan/from-openapi.ts';
import { type Exchange, isHar, readHar } from '../project/plan/har.ts';
import { readOpenApi } from '../project/plan/openapi-document.ts';
import { requireNoSecrets, secretsOf } from '../project/plan/secrets-of.ts';

/** What a project is made from. */
export type Source = {
  /** for people: "an OpenAPI description" */
  kind: string;
  /** @throws ProofloadError NOTHING_TO_SEND, SECRET_LEFT */
  convert(options: ConvertOptions & { host?: string }): Conversion;
  /** @throws ProofloadError SECRET_LEFT when something that will be written holds a secret of the source */
  requireNoSecrets(written: unknown): void;
};

/**
 * Reads an OpenAPI description or a HAR recording. Which of the two it is, its content says.
 * @throws ProofloadError SOURCE_UNREADABLE
 */
export async function readSource(file: string): Promise<Source> {
  const where = basename(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ProofloadError(
      'SOURCE_UNREADABLE',
      `${where} cannot be read: ${reasonOf(error)}.`,
      'Give the path of an OpenAPI description or a HAR recording, or the URL of a request.',
      { cause: error },
    );
  }
  if (isHar(text)) return recordingOf(readHar(text, where), 'a recording');
  const document = readOpenApi(text, where);
  return {
    kind: 'an OpenAPI description',
    convert: (options) => fromOpenApi(document, options),
    requireNoSecrets() {}, // a description has none
  };
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
    redirectUrl: null,
  };
  return recordingOf([exchange], 'one address');
}

function recordingOf(exchanges: readonly Exchange[], kind: string): Source {
  return {
    kind,
    convert: (options) => fromHar(exchanges, options),
    requireNoSecrets: (written) => requireNoSecrets(written, secretsOf(exchanges)),
  };
}
