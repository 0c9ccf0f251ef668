/** A file that a client says it will upload. The object store refuses any other. */
export type AnnouncedFile = {
  contentType: string;
  sizeBytes: number;
  /** of its bytes, in hexadecimal */
  sha256: string;
};

/** A request that a client may send to the object store itself. The signature covers the headers, so they must be sent as they are. */
export type SignedUpload = { method: 'PUT'; url: string; headers: Record<string, string> };

/** What is stored under a key. */
export type StoredObject = { sizeBytes: number; contentType: string; sha256: string | null };

/**
 * Files in an S3 object store, by key. Clients get signed URLs, so their bytes do not pass through the servers. Time spent on the store is
 * charged to the request.
 */
export type ObjectStorage = {
  signUpload(key: string, file: AnnouncedFile): Promise<SignedUpload>;
  /** A URL for GET, with or without Range: at the edge if there is one, else at the store. */
  signDownload(key: string): Promise<string>;
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** Null: there is no such object. */
  find(key: string): Promise<StoredObject | null>;
  remove(key: string): Promise<void>;
  close(): void;
};
