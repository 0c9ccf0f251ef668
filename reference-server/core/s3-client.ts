import { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStoreAddress } from '../../harness/model/object-store.ts';

const CONNECT_TIMEOUT_MS = 1_000;
/** The longest that the store may be silent. */
const SILENCE_TIMEOUT_MS = 10_000;
const ATTEMPTS = 2;

/** A client of an object store. A store that does not answer gives an error after a bounded time. */
export function createS3Client({
  endpoint,
  region,
  accessKeyId,
  secretAccessKey,
}: Omit<ObjectStoreAddress, 'bucket' | 'prefix'>): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true, // a store on this machine has no host name for each bucket
    // A signed checksum is the one that we ask for; the SDK's own would need the bytes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    retryMode: 'standard',
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: SILENCE_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
}
