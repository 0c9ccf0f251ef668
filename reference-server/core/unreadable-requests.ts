import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { AppError, CODES_BY_STATUS, COMMON_HEADERS, errorBody } from './errors.ts';

/** Statuses for errors of Node's HTTP parser, by their code. Everything else is a 400. */
const PARSER_STATUSES: Record<string, number> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

const MESSAGES: Record<number, string> = {
  400: 'The request cannot be read.',
  405: 'This server does not open tunnels.',
  408: 'The request did not arrive in time.',
  413: 'The chunks of the body are too large.',
  417: 'The only supported expectation is 100-continue.',
  431: 'The headers are too large.',
};

/** For Node's HTTP server: `answerUnreadableRequests` refuses a missing Host itself, in the shape of all errors. */
export const HTTP_OPTIONS = { requireHostHeader: false } as const;

/** Answers input that never becomes a request of the app, in the shape of all errors. */
export function answerUnreadableRequests(app: FastifyInstance): void {
  const server = app.server as Server;
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(417, headersOf(bodyOf(417))).end(bodyOf(417));
  });
  // Without a listener, Node would close the connection without an answer.
  server.on('connect', (_request, socket) => refuse(socket, 405));
  app.addHook('onRequest', ({ raw }, reply, done) => {
    const lacksHost = raw.headers.host === undefined && raw.httpVersion === '1.1';
    if (lacksHost) reply.header('connection', 'close');
    done(lacksHost ? new AppError(400, 'BAD_REQUEST', 'HTTP/1.1 requires a Host header.') : undefined);
  });
}

/** For `clientErrorHandler` of Fastify. */
export function answerClientError(error: Error & { code?: string }, socket: Duplex): void {
  // A client that has hung up, or has received part of an answer, gets nothing more.
  const begun = (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage?.headersSent === true;
  if (error.code === 'ECONNRESET' || !socket.writable || begun) socket.destroy(error);
  else refuse(socket, PARSER_STATUSES[error.code ?? ''] ?? 400);
}

function refuse(socket: Duplex, status: number): void {
  const body = bodyOf(status);
  const head = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`);
}

function bodyOf(status: number): string {
  return JSON.stringify(errorBody(CODES_BY_STATUS[status] ?? 'BAD_REQUEST', MESSAGES[status]!));
}

function headersOf(body: string): Record<string, string | number> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...COMMON_HEADERS,
  };
}
