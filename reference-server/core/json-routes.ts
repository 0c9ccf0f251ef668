import type { FastifyReply } from 'fastify';
import Type, { type TProperties } from 'typebox';
import { notFound } from './errors.ts';

/** An object with these properties and no other. */
export function Strict<Properties extends TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

/** Sends JSON that is text already. @throws AppError 404 for null */
export function sendJson(reply: FastifyReply, text: string | null | undefined): FastifyReply {
  if (text === null || text === undefined) throw notFound();
  return reply.header('content-type', 'application/json; charset=utf-8').send(text);
}
