import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type TProperties } from 'typebox';
import { notFound } from '../../core/errors.ts';

/** An id, ours or the seed's. Without a colon, which separates the parts of a cache key. */
export const Id = Type.String({ pattern: '^[A-Za-z0-9_.-]+$', minLength: 1, maxLength: 64 });
export const Name = Type.String({ minLength: 1, maxLength: 255 });
export const ContentType = Type.String({ pattern: '^[a-z][a-z0-9_-]*$', maxLength: 100 });
export const DurationMinutes = Type.Integer({ minimum: 1, maximum: 24 * 60 });
/** Arbitrary JSON of the client. Its depth is limited by core/json-body.ts, its size by the body limit. */
export const Payload = Type.Record(Type.String(), Type.Unknown());

/** An object with these properties and no other. */
export function Strict<Properties extends TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

/** A path parameter of a route whose schema has validated it. */
export function pathParameter(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? '';
}

/** Sends JSON that is text already. @throws AppError 404 for null */
export function sendJson(reply: FastifyReply, text: string | null | undefined): FastifyReply {
  if (text === null || text === undefined) throw notFound();
  return reply.header('content-type', 'application/json; charset=utf-8').send(text);
}
