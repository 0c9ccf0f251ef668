/**
 * The errors of the balancer itself, in the same shape as the servers' errors. A server's own error passes through unchanged:
 * `proxy_intercept_errors` is off.
 */
const ERRORS: readonly { status: number; code: string; message: string }[] = [
  { status: 400, code: 'BAD_REQUEST', message: 'The request cannot be read.' },
  { status: 403, code: 'FORBIDDEN', message: 'This is not allowed.' },
  { status: 404, code: 'NO_SUCH_ROUTE', message: 'There is no such route.' },
  { status: 405, code: 'METHOD_NOT_ALLOWED', message: 'This method is not allowed.' },
  { status: 408, code: 'REQUEST_TIMEOUT', message: 'The request did not arrive in time.' },
  { status: 411, code: 'LENGTH_REQUIRED', message: 'The length of the body is missing.' },
  { status: 413, code: 'BODY_TOO_LARGE', message: 'The body is too large.' },
  { status: 414, code: 'URI_TOO_LONG', message: 'The address is too long.' },
  { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Bodies of this type are not read.' },
  { status: 416, code: 'BAD_RANGE', message: 'There is no such range.' },
  { status: 421, code: 'MISDIRECTED', message: 'This server does not answer for that host.' },
  { status: 429, code: 'RATE_LIMITED', message: 'Too many requests. Try again later.' },
  { status: 431, code: 'HEADERS_TOO_LARGE', message: 'The headers are too large.' },
  { status: 500, code: 'INTERNAL', message: 'Something went wrong here; it has been logged.' },
  { status: 501, code: 'NOT_IMPLEMENTED', message: 'This is not supported.' },
  { status: 502, code: 'NO_SERVER', message: 'No server could answer. Try again shortly.' },
  { status: 503, code: 'UNAVAILABLE', message: 'The service is not available. Try again shortly.' },
  { status: 504, code: 'SERVER_TIMEOUT', message: 'The server did not answer in time.' },
  { status: 505, code: 'HTTP_VERSION', message: 'This version of HTTP is not supported.' },
];

/** Statuses that are nginx's own, not HTTP's (ngx_http_request.h): the status that a client gets, and the ones it replaces. */
const NGINX_OWN: readonly { status: number; for: string }[] = [
  { status: 431, for: '494' }, // a header, or all of them, too large
  { status: 400, for: '495 496 497' }, // a wrong or missing certificate, plain HTTP to a port of HTTPS
];

const ERROR_PATH = '/balancer-error';

/** For `http`: the body of an error by its status. */
export const errorBodies = `    # All errors have the same shape, whether nginx or a server answers.
    map $status $balancer_error {
${ERRORS.map(({ status, code, message }) => `        ${status} '{"error":{"code":"${code}","message":"${message}"}}';`).join('\n')}
    }`;

/**
 * For `server`. The location has a path, not a name: a request that cannot be parsed has no path, and for it nginx would answer 500
 * instead of using a named location. The response keeps the status of the error, whatever `return` says.
 */
export const errorLocation = `        error_page ${ERRORS.map(({ status }) => status).join(' ')} ${ERROR_PATH};
${NGINX_OWN.map(({ status, for: own }) => `        error_page ${own} =${status} ${ERROR_PATH};`).join('\n')}

        location = ${ERROR_PATH} {
            internal;
            add_header X-Content-Type-Options nosniff always;
            add_header Cache-Control no-store always;
            return 200 $balancer_error;
        }`;
