import { FILE_SIZE_MAX_BYTES, PART_SIZE_BYTES } from '../../reference-server/school-management/documented.ts';
import type { Route } from '../lib/route.ts';
import { type UploadedFile, uploadOf } from '../lib/upload.ts';

/** Random bytes of the largest size. */
export const UPLOAD_CONTENT = { sizeBytes: FILE_SIZE_MAX_BYTES, seed: 10 } as const;

/** What everyone uploads, in the parts that the server asks for. A test computes the checksums again. */
export const UPLOADED = {
  file: 'upload',
  contentType: 'application/pdf',
  sizeBytes: FILE_SIZE_MAX_BYTES,
  sha256: 'e8a30edac6c47d66dd9f5c3be94a90cf740551e9723fbcb319485c3f9d60b12c',
  parts: [
    {
      from: 0,
      to: PART_SIZE_BYTES,
      sha256: '79c5ad748d696197884a67f56b975636e4dde8a0403a16a0e50355ca6b289b82',
    },
    {
      from: PART_SIZE_BYTES,
      to: FILE_SIZE_MAX_BYTES,
      sha256: '20f676e843ce2733bf6e3e603bfdae99c1fec47992c2083a2e3f2b48e7d52b1d',
    },
  ],
} as const satisfies UploadedFile;

/** A file takes longer than a page, and its user knows. */
const FILE_TIMEOUT_MS = 30_000;

/** Files: announced to the server, sent to the object store, confirmed by the server; or linked by the server and fetched from the store. */
export function fileRoutes(): Record<string, Route> {
  const api = { token: '{token}', group: 'api' };
  const upload = uploadOf(UPLOADED);
  const put = { name: 'file.put', timeoutMs: FILE_TIMEOUT_MS };
  /** Counts as the transfer of the file: whatever number of parts it came in, it is uploaded once the server has confirmed it. */
  const complete: Route = {
    name: 'file.complete',
    transfer: 'upload',
    method: 'POST',
    path: '/files/{newFileId}/completion',
    ...api,
    checks: [
      { path: 'id', equals: '{newFileId}' },
      { path: 'sizeBytes', equals: UPLOADED.sizeBytes },
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
          sizeBytes: UPLOADED.sizeBytes,
          sha256s: upload.sha256s,
        },
      },
      status: 201,
      checks: [{ path: 'key', is: 'text' }],
      captures: { newFileId: 'id', ...upload.captures },
    },
    'file.put first': upload.put(0, put),
    'file.put last': upload.put(1, put),
    'file.complete': { ...complete, acknowledges: upload.acknowledges },
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
      checks: [
        { path: 'id', equals: '{fileId}' },
        { path: 'sha256', is: 'text' },
        { path: 'url', is: 'text' },
      ],
      captures: { downloadUrl: 'url', sha256: 'sha256' },
    },
    'file.get': {
      method: 'GET',
      path: '{downloadUrl}',
      transfer: 'download',
      timeoutMs: FILE_TIMEOUT_MS,
      checks: [{ body: 'sha256', equals: '{sha256}' }],
    },
    'file.get large': {
      name: 'file.get',
      method: 'GET',
      path: '{downloadUrl}',
      transfer: 'download',
      timeoutMs: FILE_TIMEOUT_MS,
      checks: [
        { body: 'length', equals: FILE_SIZE_MAX_BYTES },
        { body: 'sha256', equals: '{sha256}' },
      ],
    },
    'file.delete': { method: 'DELETE', path: '/files/{newFileId}', ...api, status: 204 },
  };
}
