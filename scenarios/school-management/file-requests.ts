import { FILE_SIZE_MAX_BYTES } from '../../reference-server/school-management/documented.ts';
import type { Route } from '../lib/route.ts';

/** What everyone uploads: random bytes of the largest size. A test computes the checksum again. */
export const UPLOADED = {
  content: { sizeBytes: FILE_SIZE_MAX_BYTES, seed: 10 },
  sha256: 'e8a30edac6c47d66dd9f5c3be94a90cf740551e9723fbcb319485c3f9d60b12c',
  contentType: 'application/pdf',
} as const;

/** The smallest file that a class has (seed/school-management/README.md). */
const SMALLEST_FILE_BYTES = 40_000;

/** A file takes longer than a page, and its user knows. */
const FILE_TIMEOUT_MS = 30_000;

/** Files: announced to the server, sent to the object store, confirmed by the server; or linked by the server and fetched from the store. */
export function fileRoutes(): Record<string, Route> {
  const api = { token: '{token}', group: 'api' };
  const complete: Route = {
    name: 'file.complete',
    method: 'POST',
    path: '/files/{newFileId}/completion',
    ...api,
    checks: [
      { path: 'id', equals: '{newFileId}' },
      { path: 'sizeBytes', equals: UPLOADED.content.sizeBytes },
    ],
  };
  return {
    'file.announce': {
      method: 'POST',
      path: '/files',
      ...api,
      body: {
        json: {
          classId: '{classId}',
          name: '{title}.pdf',
          contentType: UPLOADED.contentType,
          sizeBytes: UPLOADED.content.sizeBytes,
          sha256: UPLOADED.sha256,
        },
      },
      status: 201,
      checks: [{ path: 'key', is: 'text' }],
      captures: {
        newFileId: 'id',
        key: 'key',
        uploadUrl: 'upload.url',
        checksum: 'upload.headers.x-amz-checksum-sha256',
      },
    },
    'file.put': {
      method: 'PUT',
      path: '{uploadUrl}',
      headers: { 'x-amz-checksum-sha256': '{checksum}' },
      body: { file: 'upload', contentType: UPLOADED.contentType },
      transfer: 'upload',
      timeoutMs: FILE_TIMEOUT_MS,
    },
    'file.complete': {
      ...complete,
      acknowledges: {
        kind: 'file',
        subject: '{userId}',
        object: '{key}',
        sha256: UPLOADED.sha256,
        sizeBytes: String(UPLOADED.content.sizeBytes),
      },
    },
    /** Of a file that its owner deletes again: nothing is left to compare. */
    'file.complete briefly': complete,
    'files.list': {
      method: 'GET',
      path: '/files/classes/{classId}',
      ...api,
      checks: [
        { path: 'files.#', atLeast: 1, atMost: 20 },
        { each: 'files', path: 'name', is: 'text' },
      ],
    },
    'file.link': {
      method: 'GET',
      path: '/files/{fileId}/download',
      ...api,
      checks: [{ path: 'id', equals: '{fileId}' }],
      captures: { downloadUrl: 'url' },
    },
    'file.get': {
      method: 'GET',
      path: '{downloadUrl}',
      transfer: 'download',
      timeoutMs: FILE_TIMEOUT_MS,
      checks: [{ body: 'length', atLeast: SMALLEST_FILE_BYTES, atMost: FILE_SIZE_MAX_BYTES }],
    },
    'file.get large': {
      name: 'file.get',
      method: 'GET',
      path: '{downloadUrl}',
      transfer: 'download',
      timeoutMs: FILE_TIMEOUT_MS,
      checks: [{ body: 'length', equals: FILE_SIZE_MAX_BYTES }],
    },
    'file.delete': { method: 'DELETE', path: '/files/{newFileId}', ...api, status: 204 },
  };
}
