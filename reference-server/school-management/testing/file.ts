import { createHash } from 'node:crypto';

/** The bytes of every file that the schools of these tests have. */
export const FILE_BYTES = Buffer.from('abc');
/** What is known of each. */
export const FILE = {
  contentType: 'application/pdf',
  sizeBytes: FILE_BYTES.length,
  sha256: createHash('sha256').update(FILE_BYTES).digest('hex'),
};
