import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';

/**
 * An error that is answered as `{ error: { code, message } }` with its status. The message is for the client: it contains no SQL,
 * no stack and no address. `timedOut` marks errors that count towards the timeout rate.
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
  return new AppError(404, 'NOT_FOUND', 'This does not exist, or you have no access to it.');
}

export function forbidden(): AppError {
  return new AppError(403, 'FORBIDDEN', 'This is not allowed for this user.');
}

/** The body of every error response. */
export function errorBody(code: string, message: string): { error: { code: string; message: string } } {
  return { error: { code, message } };
}

/** Codes for requests that are refused before they reach a route. */
export const CODES_BY_STATUS: Record<number, string> = {
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'BODY_TOO_LARGE',
  414: 'URI_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  417: 'EXPECTATION_FAILED',
  431: 'HEADERS_TOO_LARGE',
};

/** Our codes for those of Fastify's errors whose status alone is not specific enough. */
const FASTIFY_ERRORS: Record<string, string> = {
  FST_ERR_VALIDATION: 'INVALID_REQUEST',
};

const INTERNAL = new AppError(500, 'INTERNAL', 'Something went wrong here; it has been logged.');

/** The error that a client gets for any thrown value. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { statusCode, code, message } = error as Partial<FastifyError>;
  if (statusCode === undefined || statusCode < 400 || statusCode > 499) return INTERNAL;
  const ownCode = FASTIFY_ERRORS[code ?? ''] ?? CODES_BY_STATUS[statusCode] ?? 'BAD_REQUEST';
  return new AppError(statusCode, ownCode, message ?? 'Bad request.');
}

/** On every response: no content sniffing and, because most responses are for one user only, no storing. */
export const COMMON_HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const;

export function answerError(error: AppError, reply: FastifyReply): FastifyReply {
  if (error.retryAfterSeconds !== null) reply.header('retry-after', error.retryAfterSeconds);
  if (error.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(error.status).headers(COMMON_HEADERS).send(errorBody(error.code, error.message));
}

/** Makes the app answer every error, its 404 included, in the same shape. Only 5xx are logged. */
export function handleErrors(app: FastifyInstance, log: Logger, onTimeout: () => void): void {
  app.setErrorHandler((thrown, _request, reply) => {
    const error = toAppError(thrown);
    if (error.timedOut) onTimeout();
    if (error === INTERNAL) log.error({ err: thrown }, 'unexpected error');
    else if (error.status >= 500) log.warn({ code: error.code, cause: String(error.cause) }, error.message);
    return answerError(error, reply);
  });
  app.setNotFoundHandler((_request, reply) =>
    answerError(new AppError(404, 'NO_SUCH_ROUTE', 'There is no such route.'), reply),
  );
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(COMMON_HEADERS);
    done();
  });
}
