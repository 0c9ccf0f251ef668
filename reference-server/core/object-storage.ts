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
import {
  answered,
  objectRequests,
  type SignedUpload,
  signing,
  signPut,
  VALID_SEC,
} from './object-requests.ts';
import { createS3Client } from './s3-client.ts';
import { createUploadsInParts, type UploadsInParts } from './upload-in-parts.ts';

/** A file that a client says it will upload. The object store refuses any other. */
export type AnnouncedFile = {
  contentType: string;
  sizeBytes: number;
  /** of its bytes, in hexadecimal */
  sha256: string;
};

/** What is stored under a key. `sha256`: null if the store was not told one; of a file that came in parts, as `sha256OfParts` has it. */
export type StoredObject = { sizeBytes: number; contentType: string; sha256: string | null };

/** Files in an S3 object store, by key. Clients get signed URLs, so that their bytes do not pass through the servers. */
export type ObjectStorage = UploadsInParts & {
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

const AVAILABLE_WITHIN_MS = 1_000;

export type ObjectStorageOptions = {
  /** null: downloads come from the store itself */
  edge?: Edge | null;
  /** the origin at which clients reach the store; null: the same as for this server */
  publicUrl?: string | null;
  /** wall-clock time */
  nowMs?: () => number;
};

export function createObjectStorage(
  store: ObjectStoreAddress,
  { edge = null, publicUrl = null, nowMs = Date.now }: ObjectStorageOptions = {},
): ObjectStorage {
  const client = createS3Client(store);
  const signer = publicUrl === null ? client : createS3Client({ ...store, endpoint: publicUrl });
  const requests = objectRequests(store, { client, signer, nowMs });
  const { at } = requests;

  return {
    ...createUploadsInParts(requests),
    async signUpload(key, { contentType, sizeBytes, sha256 }) {
      const checksum = Buffer.from(sha256, 'hex').toString('base64');
      const command = new PutObjectCommand({
        ...at(key),
        ContentType: contentType,
        ContentLength: sizeBytes,
        ChecksumSHA256: checksum,
      });
      return signPut(requests, command, {
        'content-type': contentType,
        'x-amz-checksum-sha256': checksum,
      });
    },
    async signDownload(key) {
      const url = await getSignedUrl(
        edge === null ? signer : client,
        new GetObjectCommand(at(key)),
        signing(requests),
      );
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
        sha256: ChecksumSHA256 ? inHexadecimal(ChecksumSHA256) : null,
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
    close() {
      client.destroy();
      signer.destroy();
    },
  };
}

/** "<base64>", or "<base64>-<number of parts>". */
function inHexadecimal(checksum: string): string {
  const [digest, ...partCount] = checksum.split('-');
  return [Buffer.from(digest!, 'base64').toString('hex'), ...partCount].join('-');
}

function nullIfNotFound(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}
