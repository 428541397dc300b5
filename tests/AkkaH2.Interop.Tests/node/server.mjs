// An HTTP/2 server for clients under test: /N has N octets, POST comes back, /trailers has trailers, /reset resets, /refuse refuses once.
import http2 from 'node:http2';
import fs from 'node:fs';

const [port, certificate, key] = process.argv.slice(2);
const settings = { maxConcurrentStreams: 100 };
const server = certificate
  ? http2.createSecureServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key), settings })
  : http2.createServer({ settings });
let refused = false;

server.on('stream', (stream, headers) => {
  const path = headers[':path'];
  stream.on('error', () => {});
  if (headers[':method'] === 'POST') {
    stream.respond({ ':status': 200 });
    stream.pipe(stream);
  } else if (path === '/trailers') {
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-trailer': 'late' }));
    stream.end('hello');
  } else if (path === '/reset') {
    stream.respond({ ':status': 200 });
    stream.write('half');
    setTimeout(() => stream.destroy(new Error('as asked')), 50);
  } else if (path === '/refuse' && !refused) {
    refused = true;
    stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
  } else {
    stream.respond({ ':status': 200 });
    stream.end(Buffer.alloc(Number(path.slice(1)) || 0));
  }
});
server.listen(Number(port), '127.0.0.1');
