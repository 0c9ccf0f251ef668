import type { Route } from './route.ts';

/** A file that users upload: they announce it to the server, send it to the object store, and have the server confirm it. */
export type UploadedFile = {
  /** its name among the system's files */
  file: string;
  contentType: string;
  sizeBytes: number;
  sha256: string;
  /** Which bytes each part has (`to` is exclusive), and their checksum; left out: it is sent as a whole. */
  parts?: readonly { from: number; to: number; sha256: string }[];
};

/**
 * What the three steps of an upload have in common, whatever the routes of a platform are called. The announcement is answered with a key,
 * and with signed requests for the object store: "uploads", one for each part.
 */
export function uploadOf({ file, contentType, sizeBytes, sha256, parts: given }: UploadedFile) {
  const parts = given ?? [{ from: 0, to: sizeBytes, sha256 }];
  const captures: Record<string, string> = { key: 'key' };
  for (const part of parts.keys()) {
    captures[`uploadUrl${part}`] = `uploads.${part}.url`;
    captures[`checksum${part}`] = `uploads.${part}.headers.x-amz-checksum-sha256`;
  }
  return {
    /** of the announcement */
    captures,
    sha256s: parts.map((part) => part.sha256),
    /** sends one part, with the name and the tags that it is given */
    put(part: number, more: Partial<Route>): Route {
      const { from, to } = parts[part]!;
      return {
        method: 'PUT',
        path: `{uploadUrl${part}}`,
        headers: { 'x-amz-checksum-sha256': `{checksum${part}}` },
        body: { file, contentType, from, to },
        ...more,
      };
    },
    /** of the confirmation: the file can be read back after the load */
    acknowledges: {
      kind: 'file',
      subject: '{userId}',
      object: '{key}',
      sha256,
      sizeBytes: String(sizeBytes),
    },
  };
}
