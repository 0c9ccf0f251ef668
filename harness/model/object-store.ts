import { ProofloadError } from './errors.ts';

/** An S3 object store, and the part of it that one system uses: every key begins with `prefix`. */
export type ObjectStoreAddress = {
  /** e.g. "http://127.0.0.1:9000" */
  endpoint: string;
  region: string;
  bucket: string;
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
};

/**
 * The object store that S3_ENDPOINT names; null: none is named.
 * @throws ProofloadError ADDRESS_INVALID
 */
export function objectStoreIn(env: Readonly<Record<string, string | undefined>>): ObjectStoreAddress | null {
  if (!env.S3_ENDPOINT) return null;
  const url = URL.parse(env.S3_ENDPOINT);
  if (url === null || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw new ProofloadError(
      'ADDRESS_INVALID',
      'S3_ENDPOINT is not the address of an object store.',
      'Write it as http://host:9000, without a path, and the keys in S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.',
    );
  const required = (name: string) => {
    const value = env[name];
    if (value) return value;
    throw new ProofloadError(
      'ADDRESS_INVALID',
      `S3_ENDPOINT names an object store, but ${name} is not set.`,
      'Set S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY too (and S3_REGION, if it is not us-east-1).',
    );
  };
  return {
    endpoint: url.origin,
    region: env.S3_REGION || 'us-east-1',
    bucket: required('S3_BUCKET'),
    prefix: '',
    accessKeyId: required('S3_ACCESS_KEY_ID'),
    secretAccessKey: required('S3_SECRET_ACCESS_KEY'),
  };
}

/** The environment in which servers find an object store. */
export function objectStoreVariables(store: ObjectStoreAddress): Record<string, string> {
  return {
    S3_ENDPOINT: store.endpoint,
    S3_REGION: store.region,
    S3_BUCKET: store.bucket,
    S3_PREFIX: store.prefix,
    S3_ACCESS_KEY_ID: store.accessKeyId,
    S3_SECRET_ACCESS_KEY: store.secretAccessKey,
  };
}
