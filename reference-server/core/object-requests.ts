import type { S3Client, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ObjectStoreAddress } from '../../harness/model/object-store.ts';
import { AppError } from './errors.ts';

/** A request that a client may send to the object store itself. The signature covers the headers, so they must be sent as they are. */
export type SignedUpload = { method: 'PUT'; url: string; headers: Record<string, string> };

/** How long a signed URL is valid. */
export const VALID_SEC = 900;
const RETRY_AFTER_SECONDS = 1;

/** How the requests for one store are made. */
export type ObjectRequests = {
  client: S3Client;
  /** signs URLs: for the address at which clients reach the store */
  signer: S3Client;
  at(key: string): { Bucket: string; Key: string };
  nowMs: () => number;
};

export function objectRequests(
  { bucket, prefix }: Pick<ObjectStoreAddress, 'bucket' | 'prefix'>,
  { client, signer, nowMs }: Pick<ObjectRequests, 'client' | 'signer' | 'nowMs'>,
): ObjectRequests {
  return { client, signer, nowMs, at: (key) => ({ Bucket: bucket, Key: `${prefix}${key}` }) };
}

export const signing = ({ nowMs }: ObjectRequests) => ({
  expiresIn: VALID_SEC,
  signingDate: new Date(nowMs()),
});

/** Lets a client send what the command describes, with these headers and the command's length. */
export async function signPut<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  requests: ObjectRequests,
  command: Parameters<typeof getSignedUrl<ServiceInputTypes, Input, Output>>[1],
  headers: Record<string, string>,
): Promise<SignedUpload> {
  const signed = new Set(['content-length', ...Object.keys(headers)]);
  const url = await getSignedUrl(requests.signer, command, {
    ...signing(requests),
    signableHeaders: signed,
    unhoistableHeaders: signed,
  });
  return { method: 'PUT', url, headers };
}

/** What the store answered; otherwise an error for the client who needed it. */
export async function answered<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (cause) {
    const retry = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause };
    throw new AppError(503, 'STORAGE_UNAVAILABLE', 'The file store cannot be reached.', retry);
  }
}
