// What every script here needs: a session to the server named on the command line, an exchange as a promise, and the result as one line of JSON.
import http2 from 'node:http2';

export const [server, ...args] = process.argv.slice(2);

export function open(options) {
  const session = http2.connect(server, options);
  session.on('error', fail);
  return session;
}

export function exchange(session, headers, body) {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined });
    const answer = { status: 0, headers: {}, octets: 0, body: '' };
    stream.on('response', head => { answer.status = head[':status']; answer.headers = head; });
    stream.on('data', chunk => { answer.octets += chunk.length; if (answer.octets < 65536) answer.body += chunk; });
    stream.on('end', () => resolve(answer));
    stream.on('error', reject);
    if (body !== undefined) stream.end(body);
  });
}

export function finish(session, result) {
  console.log(JSON.stringify(result));
  session.close();
}

export function fail(error) {
  console.error(error);
  process.exit(1);
}
