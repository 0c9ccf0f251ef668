import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ObjectStoreAddress } from '../../harness/model/object-store.ts';
import { type Edge, edgeUrlOf } from './edge-url.ts';
import { AppError } from './errors.ts';
import { createS3Client } from './s3-client.ts';

/** A file that a client says it will upload. The object store refuses any other. */
export type AnnouncedFile = {
  contentType: string;
  sizeBytes: number;
  /** of its bytes, in hexadecimal */
  sha256: string;
};

/** A request that a client may send to the object store itself. The signature covers the headers, so they must be sent as they are. */
export type SignedUpload = { method: 'PUT'; url: string; headers: Record<string, string> };

/** What is stored under a key. `sha256`: null if the store was not told one. */
export type StoredObject = { sizeBytes: number; contentType: string; sha256: string | null };

/** Files in an S3 object store, by key. Clients get signed URLs, so that their bytes do not pass through the servers. */
export type ObjectStorage = {
  signUpload(key: string, file: AnnouncedFile): Promise<SignedUpload>;
  /** A URL for GET, with or without Range: at the edge if there is one, else at the store. */
  signDownload(key: string): Promise<string>;
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** Null: there is no such object. */
  find(key: string): Promise<StoredObject | null>;
  /** Does nothing if there is no such object. */
  remove(key: string): Promise<void>;
  isAvailable(): Promise<boolean>;
  close(): void;
};

/** How long a signed URL is valid. */
const VALID_SEC = 900;
const SIGNED_HEADERS = new Set(['content-type', 'content-length', 'x-amz-checksum-sha256']);
const AVAILABLE_WITHIN_MS = 1_000;
const RETRY_AFTER_SECONDS = 1;

/**
 * @param edge null: downloads come from the store itself
 * @param nowMs wall-clock time
 */
export function createObjectStorage(
  store: ObjectStoreAddress,
  { edge = null, nowMs = Date.now }: { edge?: Edge | null; nowMs?: () => number } = {},
): ObjectStorage {
  const client = createS3Client(store);
  const at = (key: string) => ({ Bucket: store.bucket, Key: `${store.prefix}${key}` });
  const signing = () => ({ expiresIn: VALID_SEC, signingDate: new Date(nowMs()) });

  return {
    async signUpload(key, { contentType, sizeBytes, sha256 }) {
      const checksum = Buffer.from(sha256, 'hex').toString('base64');
      const command = new PutObjectCommand({
        ...at(key),
        ContentType: contentType,
        ContentLength: sizeBytes,
        ChecksumSHA256: checksum,
      });
      const url = await getSignedUrl(client, command, {
        ...signing(),
        signableHeaders: SIGNED_HEADERS,
        unhoistableHeaders: SIGNED_HEADERS,
      });
      return {
        method: 'PUT',
        url,
        headers: { 'content-type': contentType, 'x-amz-checksum-sha256': checksum },
      };
    },
    async signDownload(key) {
      const url = await getSignedUrl(client, new GetObjectCommand(at(key)), signing());
      return edge === null ? url : edgeUrlOf(edge, url, Math.floor(nowMs() / 1000) + VALID_SEC);
    },
    async put(key, bytes, contentType) {
      const command = new PutObjectCommand({ ...at(key), Body: bytes, ContentType: contentType });
      await answered(client.send(command));
    },
    async find(key) {
      const command = new HeadObjectCommand({ ...at(key), ChecksumMode: 'ENABLED' });
      const found = await answered(client.send(command).catch(nullIfNotFound));
      if (found === null) return null;
      const { ContentLength = 0, ContentType = 'application/octet-stream', ChecksumSHA256 } = found;
      return {
        sizeBytes: ContentLength,
        contentType: ContentType,
        sha256: ChecksumSHA256 ? Buffer.from(ChecksumSHA256, 'base64').toString('hex') : null,
      };
    },
    async remove(key) {
      await answered(client.send(new DeleteObjectCommand(at(key))));
    },
    async isAvailable() {
      const abortSignal = AbortSignal.timeout(AVAILABLE_WITHIN_MS);
      return client.send(new HeadBucketCommand({ Bucket: store.bucket }), { abortSignal }).then(
        () => true,
        () => false,
      );
    },
    close: () => client.destroy(),
  };
}

function nullIfNotFound(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}

/** What the store answered; otherwise an error for the client who needed it. */
async function answered<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (cause) {
    const retry = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause };
    throw new AppError(503, 'STORAGE_UNAVAILABLE', 'The file store cannot be reached.', retry);
  }
}
