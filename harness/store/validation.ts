import { lstat } from 'node:fs/promises';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { ProofloadError } from '../model/errors.ts';
import { isMissing, whyUnreadable } from './disk.ts';

export type Validate<T> = (value: unknown, where: string) => T;

/** A check against one schema, compiled when it is first used. It throws RUN_UNREADABLE with `where` (a file, and a line if the file has lines). */
export function validator<S extends TSchema>(schema: S): Validate<Static<S>> {
  let compiled: Validator<Record<never, never>, S> | undefined;
  return (value, where) => {
    compiled ??= Compile(schema);
    if (compiled.Check(value)) return value as Static<S>;
    const [first] = compiled.Errors(value);
    throw unreadable(
      where,
      first ? `${first.instancePath || 'it'} ${first.message}` : 'it does not have the expected shape',
    );
  };
}

/** @throws ProofloadError RUN_UNREADABLE */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(where, 'it is not JSON', error);
  }
}

/**
 * Whether a document exists, even if it cannot be read.
 * @throws ProofloadError RUN_UNREADABLE if even that cannot be determined
 */
export async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw unreadable(file, whyUnreadable(error), error);
    },
  );
}

export function unreadable(where: string, reason: string, cause?: unknown): ProofloadError {
  return new ProofloadError(
    'RUN_UNREADABLE',
    `${where} cannot be read: ${reason}.`,
    'Files of a run must not be edited. Restore the file, or run it again.',
    { cause },
  );
}
