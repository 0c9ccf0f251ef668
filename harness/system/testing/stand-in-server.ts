/**
 * A stand-in for the application server: it needs no stores and reports what reached it.
 * GET /health answers 200; /slow answers after ?ms; anything else with what the server saw, and with ?status.
 */
import { createServer } from 'node:http';

const { PORT, HOST, SERVER_NAME } = process.env;

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  request.resume();
  request.on('end', () => {
    const answer = () => {
      response.statusCode = Number(url.searchParams.get('status') ?? 200);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          server: SERVER_NAME,
          method: request.method,
          path: url.pathname,
          peer: request.socket.remoteAddress,
          headers: request.headers,
        }),
      );
    };
    if (url.pathname === '/slow') setTimeout(answer, Number(url.searchParams.get('ms')));
    else answer();
  });
});
server.keepAliveTimeout = 72_000;
server.listen(Number(PORT), HOST, () => console.log(JSON.stringify({ msg: 'listening', port: PORT })));
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
