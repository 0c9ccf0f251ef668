import { describe, expect, it } from 'vitest';
import { objectStoreIn } from './object-store.ts';

const ENV = {
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_BUCKET: 'files',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'very-secret',
};

describe('the object store of the environment', () => {
  it('is there if S3_ENDPOINT names one', () => {
    expect(objectStoreIn({})).toBeNull();
    expect(objectStoreIn({ ...ENV, S3_ENDPOINT: '' })).toBeNull();
    expect(objectStoreIn(ENV)).toEqual({
      endpoint: 'http://127.0.0.1:9000',
      region: 'us-east-1',
      bucket: 'files',
      prefix: '',
      accessKeyId: 'id',
      secretAccessKey: 'very-secret',
    });
    expect(objectStoreIn({ ...ENV, S3_REGION: 'eu-1' })).toMatchObject({ region: 'eu-1' });
  });

  it.each([
    [{ S3_ENDPOINT: 'very-secret' }],
    [{ S3_ENDPOINT: 'ftp://127.0.0.1' }],
    [{ S3_ENDPOINT: 'http://id:very-secret@127.0.0.1:9000' }],
    [{ S3_ENDPOINT: 'http://127.0.0.1:9000/path' }],
    [{ S3_BUCKET: '' }],
    [{ S3_ACCESS_KEY_ID: undefined }],
    [{ S3_SECRET_ACCESS_KEY: '' }],
  ])('is refused with %j, without a secret in the message', (change) => {
    const read = () => objectStoreIn({ ...ENV, ...change });
    expect(read).toThrow(expect.objectContaining({ code: 'ADDRESS_INVALID' }));
    expect(read).not.toThrow('very-secret');
  });
});
