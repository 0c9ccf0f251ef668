import type { FastifyRequest } from 'fastify';
import Type from 'typebox';

/** An id, ours or the seed's. Without a colon, which separates the parts of a cache key. */
export const Id = Type.String({ pattern: '^[A-Za-z0-9_.-]+$', minLength: 1, maxLength: 64 });
export const Name = Type.String({ minLength: 1, maxLength: 255 });
export const ContentType = Type.String({ pattern: '^[a-z][a-z0-9_-]*$', maxLength: 100 });
export const DurationMinutes = Type.Integer({ minimum: 1, maximum: 24 * 60 });
/** Arbitrary JSON of the client. Its depth is limited by core/json-body.ts, its size by the body limit. */
export const Payload = Type.Record(Type.String(), Type.Unknown());

/** A path parameter of a route whose schema has validated it. */
export function pathParameter(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? '';
}
