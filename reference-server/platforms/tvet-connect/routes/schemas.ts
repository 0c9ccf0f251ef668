import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type TProperties } from 'typebox';
import { AppError, notFound } from '../../../core/errors.ts';

/** An id, of our making or the seed's. Without a colon, which parts the pieces of a cache key. */
export const Id = Type.String({ pattern: '^[A-Za-z0-9_.-]+$', minLength: 1, maxLength: 64 });
export const Name = Type.String({ minLength: 1, maxLength: 255 });
export const ContentType = Type.String({ pattern: '^[a-z][a-z0-9_-]*$', maxLength: 100 });
export const DurationMinutes = Type.Integer({ minimum: 1, maximum: 24 * 60 });
/** JSON of the client's own making. Its depth is checked by `toJsonb`, its size by the body limit. */
export const Payload = Type.Record(Type.String(), Type.Unknown());

/** An object with these properties and no other. */
export function Strict<Properties extends TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

/** A path parameter before it has been validated, as far as the guard needs it. */
export function rawParameter(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? '';
}

const PAYLOAD_DEPTH_MAX = 20;

/** The payload as text for a JSONB parameter. @throws AppError 400 when it is nested too deeply */
export function toJsonb(payload: Record<string, unknown>): string {
  if (isDeeperThan(payload, PAYLOAD_DEPTH_MAX)) {
    throw new AppError(400, 'INVALID_REQUEST', `A payload may be nested ${PAYLOAD_DEPTH_MAX} levels deep.`);
  }
  return JSON.stringify(payload);
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}

/** Sends JSON that is text already. @throws AppError 404 for null */
export function sendJson(reply: FastifyReply, text: string | null | undefined): FastifyReply {
  if (text === null || text === undefined) throw notFound();
  return reply.header('content-type', 'application/json; charset=utf-8').send(text);
}
