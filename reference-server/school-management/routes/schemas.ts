import type { FastifyReply } from 'fastify';
import Type, { type TProperties } from 'typebox';
import { notFound } from '../../core/errors.ts';

/** A row's number in a path, within PostgreSQL's integer. */
export const RowNumber = Type.String({ pattern: '^[1-9][0-9]{0,8}$' });
export const RowInteger = Type.Integer({ minimum: 1, maximum: 999_999_999 });
export const Day = Type.String({ format: 'day' });
export const Title = Type.String({ minLength: 1, maxLength: 200 });
export const Text = Type.String({ minLength: 1, maxLength: 20_000 });

/** An object with these properties and no other. */
export function Strict<Properties extends TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

/** Sends JSON that is text already. @throws AppError 404 for null */
export function sendJson(reply: FastifyReply, text: string | null | undefined): FastifyReply {
  if (text === null || text === undefined) throw notFound();
  return reply.header('content-type', 'application/json; charset=utf-8').send(text);
}
