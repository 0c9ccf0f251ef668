import { createKnownServer } from './server.ts';

/*
 * The known server as a process of its own: `PORT=<port> node main.ts`. Ends with SIGTERM.
 */
const server = createKnownServer();
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
server.listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 4096 });
