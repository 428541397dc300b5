// The informational answers of one exchange: 103 comes as 'headers', 100 as 'continue', upon which the body is sent.
import { args, fail, finish, open } from './client.mjs';

const session = open();
const octets = Number(args[0]);
const hints = [];

const hinted = session.request({ ':path': '/early-hints' });
hinted.on('headers', head => hints.push({ status: head[':status'], link: head.link }));
hinted.on('response', head => waiting(head[':status']));
hinted.on('error', fail);
hinted.resume();

function waiting(status) {
  let asked = 0, answer = '';
  const stream = session.request({ ':method': 'POST', ':path': '/expect', expect: '100-continue' });
  stream.on('continue', () => { asked++; stream.end(Buffer.alloc(octets)); });
  stream.on('data', chunk => { answer += chunk; });
  stream.on('end', () => finish(session, { hints, status, asked, answer }));
  stream.on('error', fail);
}
