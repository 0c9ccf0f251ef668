import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import type { DatabaseAccess } from '../../core/database.ts';
import { AppError, notFound } from '../../core/errors.ts';
import { Strict, sendJson } from '../../core/json-routes.ts';
import type { SignedUpload } from '../../core/object-requests.ts';
import type { ObjectStorage } from '../../core/object-storage.ts';
import { sha256OfParts } from '../../core/upload-in-parts.ts';
import { requireAcceptable } from '../announced-file.ts';
import { access, inSchool, requireClass, sessionOf } from '../authorisation.ts';
import { FILE_SIZE_MAX_BYTES, limits, partSizesOf } from '../documented.ts';
import type { Queries } from '../queries/index.ts';
import type { RoutesOfService } from './resources.ts';
import { RowInteger, RowNumber } from './schemas.ts';

/** An upload that was not completed by then is abandoned: longer than any signed URL is valid. */
const ABANDONED_AFTER_SEC = 60 * 60;

const PARTS_MAX = partSizesOf(FILE_SIZE_MAX_BYTES).length;

const ANNOUNCE = Strict({
  classId: Type.Union([RowInteger, Type.Null()]),
  name: Type.String({ minLength: 1, maxLength: 255 }),
  contentType: Type.String({ maxLength: 100 }),
  sizeBytes: Type.Integer(),
  sha256s: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { minItems: 1, maxItems: PARTS_MAX }),
});
const ONE = Strict({ fileId: Type.String({ pattern: '^[0-9a-z-]{1,40}$' }) });

/**
 * Files. Their bytes never pass through here: a client announces a file, sends its bytes to the object store, and says that it is complete;
 * the row is shown only after the store has confirmed size and checksum. Each statement is a transaction of its own, because none may stay
 * open while the store is asked.
 */
export const fileRoutes: RoutesOfService = async (app, { database, queries, storage }) => {
  const counted = { access: access.anyUser, limits: [limits.general.name] };

  app.post(
    '/files',
    { schema: { body: ANNOUNCE }, config: { ...counted, name: 'file.announce' } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { schoolId, userId } = session;
      const { classId, name, contentType, sizeBytes, sha256s } = request.body;
      const store = requireStorage(storage);
      requireAcceptable(request.body);
      const own = inSchool(database, schoolId);
      if (classId === null) {
        if (session.role === 'student') throw notFound();
      } else {
        requireClass(session, classId);
        const [there] = await own.query(queries.classThere, [schoolId, classId]);
        if (there === undefined) throw notFound();
      }
      await removeAbandoned(own, queries, store, schoolId);
      const id = randomUUID();
      const key = `schools/${schoolId}/${id}`;
      const sha256 = sha256s.length === 1 ? sha256s[0]! : sha256OfParts(sha256s);
      // The row first: whatever an upload leaves behind in the store, a row knows its key.
      const given = [schoolId, id, userId, classId, key, name, contentType, sizeBytes, sha256];
      await own.query(queries.fileAnnounce, given);
      return reply.code(201).send({ id, key, uploads: await signUploads(store, key, request.body) });
    },
  );

  app.post(
    '/files/:fileId/completion',
    { schema: { params: ONE }, config: { ...counted, name: 'file.complete' } },
    async (request, reply) => {
      const { schoolId, userId } = sessionOf(request);
      const store = requireStorage(storage);
      const { fileId } = request.params;
      const own = inSchool(database, schoolId);
      const [file] = await own.query(queries.fileOfOwner, [schoolId, fileId, userId]);
      if (file === undefined) throw notFound();
      // Repeated, perhaps because the first answer was lost.
      if (file.isComplete) return sendJson(reply, file.body);
      const partCount = partSizesOf(file.sizeBytes).length;
      if (partCount > 1) await store.joinParts(file.key, partCount);
      const stored = await store.find(file.key);
      if (stored === null)
        throw new AppError(409, 'NOT_UPLOADED', 'The bytes of this file have not arrived.');
      if (stored.sizeBytes !== file.sizeBytes || stored.sha256 !== file.sha256)
        throw new AppError(
          409,
          'UPLOAD_DIFFERS',
          'The bytes that arrived are not those that were announced.',
        );
      const [complete] = await own.query(queries.fileComplete, [schoolId, fileId, userId]);
      return sendJson(reply, complete?.body);
    },
  );

  app.get(
    '/files/classes/:classId',
    { schema: { params: Strict({ classId: RowNumber }) }, config: { ...counted, name: 'files.list' } },
    async (request, reply) => {
      const session = sessionOf(request);
      const { schoolId } = session;
      const classId = Number(request.params.classId);
      requireClass(session, classId);
      const own = inSchool(database, schoolId);
      const [there] = await own.query(queries.classThere, [schoolId, classId]);
      if (there === undefined) throw notFound();
      const [row] = await own.query(queries.filesRead, [schoolId, classId]);
      return sendJson(reply, row?.body);
    },
  );

  app.get(
    '/files/:fileId/download',
    { schema: { params: ONE }, config: { ...counted, name: 'file.link' } },
    async (request) => {
      const { schoolId, classId } = sessionOf(request);
      const store = requireStorage(storage);
      const { fileId } = request.params;
      const own = inSchool(database, schoolId);
      const [file] = await own.query(queries.fileVisible, [schoolId, fileId, classId]);
      if (file === undefined) throw notFound();
      const { key, sizeBytes, sha256 } = file;
      return { id: fileId, sizeBytes, sha256, url: await store.signDownload(key) };
    },
  );

  app.delete(
    '/files/:fileId',
    { schema: { params: ONE }, config: { ...counted, name: 'file.delete' } },
    async (request, reply) => {
      const { schoolId, userId } = sessionOf(request);
      const store = requireStorage(storage);
      const own = inSchool(database, schoolId);
      const [deleted] = await own.query(queries.fileDelete, [schoolId, request.params.fileId, userId]);
      if (deleted === undefined) throw notFound();
      // After the row, so that no row ever names an object that is gone.
      if (!deleted.isComplete) await store.abandonParts(deleted.key);
      await store.remove(deleted.key);
      return reply.code(204).send();
    },
  );
};

/** @throws AppError 503 in a system without an object store */
function requireStorage(storage: ObjectStorage | null): ObjectStorage {
  if (storage === null) throw new AppError(503, 'FILES_UNAVAILABLE', 'This system stores no files.');
  return storage;
}

/**
 * Removes the school's uploads that nobody completed, a few at a time, with each new one: so no process needs the right to see all schools.
 * The row goes first, and only if it is still pending: no row may ever name an object that is gone.
 */
async function removeAbandoned(
  own: DatabaseAccess,
  queries: Queries,
  store: ObjectStorage,
  schoolId: number,
): Promise<void> {
  for (const { id, key } of await own.query(queries.uploadsAbandoned, [schoolId, ABANDONED_AFTER_SEC])) {
    const [forgotten] = await own.query(queries.uploadForget, [schoolId, id]);
    if (forgotten === undefined) continue;
    await store.abandonParts(key);
    await store.remove(key);
  }
}

/** What the client sends to the store: a file of one part is sent as a whole. */
async function signUploads(
  store: ObjectStorage,
  key: string,
  { contentType, sizeBytes, sha256s }: { contentType: string; sizeBytes: number; sha256s: string[] },
): Promise<SignedUpload[]> {
  const parts = partSizesOf(sizeBytes).map((size, part) => ({ sizeBytes: size, sha256: sha256s[part]! }));
  const [first, ...others] = parts;
  if (others.length > 0) return store.signParts(key, { contentType, parts });
  return [await store.signUpload(key, { contentType, ...first! })];
}
