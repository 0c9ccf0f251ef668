import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  NoSuchKey,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createS3Client } from '../../../reference-server/core/s3-client.ts';
import { reasonOf } from '../../model/connection-reason.ts';
import { ProofloadError } from '../../model/errors.ts';
import type { ObjectStoreAddress } from '../../model/object-store.ts';

/** Size and checksum of an object's bytes, as they were read. */
export type Digest = { sizeBytes: number; sha256: string };

/** Reads objects of a store by key. `null`: there is no such object. */
export type ObjectReader = { digest(key: string): Promise<Digest | null> };

/** @throws ProofloadError OBJECT_STORE_UNREACHABLE */
export function makeBucket(store: ObjectStoreAddress): Promise<void> {
  return withStore(store, async (client) => {
    await client.send(new CreateBucketCommand({ Bucket: store.bucket }));
  });
}

/**
 * Makes sure that a store that was given can be used.
 * @throws ProofloadError OBJECT_STORE_UNREACHABLE, which names its address, never its keys
 */
export function requireBucket(store: ObjectStoreAddress): Promise<void> {
  return withStore(store, async (client) => {
    await client.send(new HeadBucketCommand({ Bucket: store.bucket }));
  });
}

/** Removes every object whose key begins with the store's prefix, and the parts of every upload that was never completed. */
export function emptyPrefix(store: ObjectStoreAddress): Promise<void> {
  return withStore(store, async (client) => {
    const listed = { Bucket: store.bucket, Prefix: store.prefix };
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, listed)) {
      const Objects = Contents.map(({ Key }) => ({ Key: Key! }));
      if (Objects.length > 0)
        await client.send(new DeleteObjectsCommand({ Bucket: store.bucket, Delete: { Objects } }));
    }
    for (;;) {
      const { Uploads = [], IsTruncated } = await client.send(new ListMultipartUploadsCommand(listed));
      for (const { Key, UploadId } of Uploads)
        await client.send(new AbortMultipartUploadCommand({ Bucket: store.bucket, Key, UploadId }));
      if (!IsTruncated) break;
    }
  });
}

/** Counts the objects of a system. */
export function countObjects(store: ObjectStoreAddress): Promise<number> {
  return withStore(store, async (client) => {
    let count = 0;
    const listed = { Bucket: store.bucket, Prefix: store.prefix };
    for await (const { KeyCount = 0 } of paginateListObjectsV2({ client }, listed)) count += KeyCount;
    return count;
  });
}

/** Does something that reads objects, over connections of its own. */
export function readingObjects<T>(
  store: ObjectStoreAddress,
  work: (reader: ObjectReader) => Promise<T>,
): Promise<T> {
  return withStore(store, (client) => work({ digest: (key) => digestOf(client, store, key) }));
}

async function digestOf(
  client: S3Client,
  { bucket, prefix }: ObjectStoreAddress,
  key: string,
): Promise<Digest | null> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: `${prefix}${key}` }));
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const block of Body as Readable as AsyncIterable<Buffer>) {
      hash.update(block);
      sizeBytes += block.length;
    }
    return { sizeBytes, sha256: hash.digest('hex') };
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

async function withStore<T>(store: ObjectStoreAddress, work: (client: S3Client) => Promise<T>): Promise<T> {
  const client = createS3Client(store);
  try {
    return await reachingObjectStore(store, () => work(client));
  } finally {
    client.destroy();
  }
}

/**
 * Does something that uses an object store.
 * @throws ProofloadError OBJECT_STORE_UNREACHABLE in place of an error of the store's client
 */
export async function reachingObjectStore<T>(
  { endpoint, bucket }: Pick<ObjectStoreAddress, 'endpoint' | 'bucket'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = thrown instanceof Error && isOfStore(thrown.cause) ? thrown.cause : thrown; // seeds use the servers' client
    if (!isOfStore(error)) throw error;
    throw new ProofloadError(
      'OBJECT_STORE_UNREACHABLE',
      `No object store can be used at ${endpoint}, bucket ${bucket}: ${reasonOfStore(error)}.`,
      'Check S3_ENDPOINT, S3_BUCKET and the keys, or leave S3_ENDPOINT out to have an object store started here.',
      { cause: error },
    );
  }
}

/** Errors of the SDK, of the store and of its connections have this field; the last only after all attempts. */
function isOfStore(error: unknown): error is Error {
  return error instanceof Error && '$metadata' in error;
}

/** The store's status has no message in the response to a HEAD request. */
function reasonOfStore(error: Error): string {
  const { httpStatusCode: status } = (error as Error & { $metadata: { httpStatusCode?: number } }).$metadata;
  if (status === 403) return 'it refuses the keys';
  if (status === 404) return 'there is no such bucket';
  return status === undefined ? reasonOf(error) : `it answers with status ${status}`;
}
