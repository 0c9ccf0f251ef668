import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { ProofloadError } from '../../model/errors.ts';
import type { Conversion } from '../../project/plan/conversion.ts';
import { readSource } from '../read-source.ts';

/** Sources of one test file, in a folder of their own. */
export function sourcesOfTest() {
  let folder = '';
  let count = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofload-sources-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function convert(text: string): Promise<Conversion> {
    const file = join(folder, `source-${count++}`);
    await writeFile(file, text);
    return (await readSource(file)).convert({ writes: true, userColumns: [] });
  }

  return {
    folder: () => folder,
    convert,
    /** The error of a source, which says nothing that could mislead a terminal and is no longer than people read. */
    async refusal(text: string): Promise<ProofloadError> {
      const error = await convert(text).then(
        () => expect.unreachable('it was accepted'),
        (thrown: unknown) => thrown as ProofloadError,
      );
      expect(error).toMatchObject({ name: 'ProofloadError' });
      expect(`${error.message} ${error.hint}`).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
      expect(error.message.length).toBeLessThan(400);
      return error;
    },
  };
}

/** A description with these paths, and whatever else. */
export const api = (more: object, paths: object = { '/a': { get: {} } }) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths, ...more });

/** One whose body and response have this schema. */
export const posting = (schema: object, schemas: object = {}) =>
  api(
    { components: { schemas } },
    {
      '/a': {
        post: {
          requestBody: { content: { 'application/json': { schema } } },
          responses: { 201: { description: 'made', content: { 'application/json': { schema } } } },
        },
      },
      '/a/{id}': { put: { parameters: [{ name: 'id', in: 'path', schema: { type: 'string' } }] } },
    },
  );
