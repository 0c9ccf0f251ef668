import { hash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { answered, type ObjectRequests, type SignedUpload, signPut } from './object-requests.ts';

/** A file that a client says it will upload in parts. The object store refuses any other part. Only the last may be smaller than 5 MiB. */
export type AnnouncedParts = {
  contentType: string;
  /** `sha256`: of the part's bytes, in hexadecimal */
  parts: readonly { sizeBytes: number; sha256: string }[];
};

/**
 * Uploads in parts. They are known by their key alone, so that whoever records a key before its upload begins can always end it. Nothing is
 * stored under the key before its parts are joined.
 */
export type UploadsInParts = {
  signParts(key: string, file: AnnouncedParts): Promise<SignedUpload[]>;
  /** Makes one object of at most 1,000 parts, if all have arrived. Does nothing if the upload is over: joined before, or abandoned. */
  joinParts(key: string, partCount: number): Promise<void>;
  /** Removes the parts that have arrived, and refuses others. Does nothing if the upload is over. */
  abandonParts(key: string): Promise<void>;
};

/** What the store says about an object that was joined: the SHA-256 over those of its parts, and how many there are. */
export function sha256OfParts(sha256s: readonly string[]): string {
  return `${hash('sha256', Buffer.from(sha256s.join(''), 'hex'), 'hex')}-${sha256s.length}`;
}

export function createUploadsInParts(requests: ObjectRequests): UploadsInParts {
  const { client, at } = requests;

  /** Does something with each upload under way for a key: there is one at most, unless parts were signed twice. */
  async function forEachUpload(
    key: string,
    work: (upload: { Bucket: string; Key: string; UploadId: string }) => Promise<unknown>,
  ): Promise<void> {
    const { Bucket, Key } = at(key);
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
    for (const upload of Uploads)
      if (upload.Key === Key) await unlessOver(() => work({ Bucket, Key, UploadId: upload.UploadId! }));
  }

  return {
    async signParts(key, { contentType, parts }) {
      const created = new CreateMultipartUploadCommand({
        ...at(key),
        ContentType: contentType,
        ChecksumAlgorithm: 'SHA256',
        ChecksumType: 'COMPOSITE',
      });
      const { UploadId } = await answered(client.send(created));
      const signed = parts.map(({ sizeBytes, sha256 }, index) => {
        const checksum = Buffer.from(sha256, 'hex').toString('base64');
        const command = new UploadPartCommand({
          ...at(key),
          UploadId,
          PartNumber: index + 1,
          ContentLength: sizeBytes,
          ChecksumSHA256: checksum,
        });
        return signPut(requests, command, { 'x-amz-checksum-sha256': checksum });
      });
      return Promise.all(signed);
    },
    joinParts: (key, partCount) =>
      answered(
        forEachUpload(key, async (upload) => {
          const { Parts: arrived = [] } = await client.send(new ListPartsCommand(upload));
          if (arrived.length < partCount) return;
          const Parts = arrived.map(({ PartNumber, ETag, ChecksumSHA256 }) => ({
            PartNumber,
            ETag,
            ChecksumSHA256,
          }));
          await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
        }),
      ),
    abandonParts: (key) =>
      answered(forEachUpload(key, (upload) => client.send(new AbortMultipartUploadCommand(upload)))),
  };
}

async function unlessOver(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof S3ServiceException && error.name === 'NoSuchUpload')) throw error;
  }
}
