import type { FastifyError, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/**
 * An error that is answered as `{ error: { code, message } }` with its status. The message is for the client: it
 * holds no SQL, no stack and no address. `timedOut` marks those that count into the timeout rate.
 */
export class AppError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  readonly timedOut: boolean;

  constructor(
    status: number,
    code: string,
    message: string,
    options: { retryAfterSeconds?: number; timedOut?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.timedOut = options.timedOut ?? false;
  }
}

export function notFound(): AppError {
  return new AppError(404, 'NOT_FOUND', 'There is no such thing, or it is not yours to see.');
}

export function forbidden(): AppError {
  return new AppError(403, 'FORBIDDEN', 'This is not allowed for this user.');
}

/** The body of every error response. */
export function errorBody(code: string, message: string): { error: { code: string; message: string } } {
  return { error: { code, message } };
}

/** Fastify's own errors by their code, where the status alone does not say enough. */
const FASTIFY_ERRORS: Record<string, string> = {
  FST_ERR_VALIDATION: 'INVALID_REQUEST',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_JSON',
};

const INTERNAL = new AppError(500, 'INTERNAL', 'Something went wrong here; it has been logged.');

/** What a client is told of any error that was thrown. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { statusCode, code, message } = error as Partial<FastifyError>;
  if (statusCode === undefined || statusCode < 400 || statusCode > 499) return INTERNAL;
  return new AppError(statusCode, FASTIFY_ERRORS[code ?? ''] ?? 'BAD_REQUEST', message ?? 'Bad request.');
}

/** Makes every error of the app, its 404 included, answer in the one shape. Only 5xx are logged. */
export function handleErrors(app: FastifyInstance, log: Logger, onTimeout: () => void): void {
  app.setErrorHandler((thrown, _request, reply) => {
    const error = toAppError(thrown);
    if (error.timedOut) onTimeout();
    if (error === INTERNAL) log.error({ err: thrown }, 'unexpected error');
    else if (error.status >= 500) log.warn({ code: error.code, cause: String(error.cause) }, error.message);
    if (error.retryAfterSeconds !== null) reply.header('retry-after', error.retryAfterSeconds);
    return reply.code(error.status).send(errorBody(error.code, error.message));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('NO_SUCH_ROUTE', 'There is no such route.')),
  );
}
