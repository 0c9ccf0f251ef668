import { AppError } from '../core/errors.ts';
import { FILE_SIZE_MAX_BYTES, FILE_TYPES, PART_SIZE_BYTES, partSizesOf } from './documented.ts';

/** `sha256s`: of each part that it is sent in. */
export type AnnouncedUpload = { name: string; contentType: string; sizeBytes: number; sha256s: string[] };

/** Control characters and both slashes: a name is shown to people and given to their file system, so it can be no path. */
const FORBIDDEN = /[\p{Cc}\p{Cf}/\\]/u;

/** @throws AppError 400, 413 or 415 for a file that this system does not take */
export function requireAcceptable({ name, contentType, sizeBytes, sha256s }: AnnouncedUpload): void {
  if (FORBIDDEN.test(name) || name.trim() === '' || name.startsWith('.'))
    throw new AppError(
      400,
      'FILE_NAME_INVALID',
      'A file name has no slash, control character or dot in front.',
    );
  if (!FILE_TYPES.some((type) => type === contentType))
    throw new AppError(415, 'FILE_TYPE_UNSUPPORTED', `A file is one of ${FILE_TYPES.join(', ')}.`);
  if (sizeBytes < 1) throw new AppError(400, 'FILE_EMPTY', 'The file is empty.');
  if (sizeBytes > FILE_SIZE_MAX_BYTES)
    throw new AppError(413, 'FILE_TOO_LARGE', `A file has at most ${FILE_SIZE_MAX_BYTES} bytes.`);
  if (sha256s.length !== partSizesOf(sizeBytes).length)
    throw new AppError(
      400,
      'CHECKSUMS_INCOMPLETE',
      `A file is sent in parts of ${PART_SIZE_BYTES} bytes, and each has a checksum.`,
    );
}
