// HTTP/1.1 by Node's http module: a GET, a chunked POST that comes back, and trailers, one after the other on one connection.
import http from 'node:http';
import { args, fail, server } from './client.mjs';

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const ports = new Set();

function exchange(method, path, chunks = []) {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(path, server), { method, agent }, response => {
      ports.add(response.socket.localPort);
      let body = '';
      response.on('data', chunk => { body += chunk; });
      response.on('end', () => resolve({ status: response.statusCode, body, trailers: response.trailers }));
      response.on('error', reject);
    });
    request.on('error', reject);
    for (const chunk of chunks) request.write(chunk);
    request.end();
  });
}

try {
  const get = await exchange('GET', '/');
  const echo = await exchange('POST', '/echo', args);
  const trailers = await exchange('GET', '/trailers');
  const missing = await exchange('GET', '/no/such/path');
  console.log(JSON.stringify({ get: get.body, echo: echo.body, count: trailers.trailers['x-count'], missing: missing.status, connections: ports.size }));
  agent.destroy();
} catch (error) {
  fail(error);
}
