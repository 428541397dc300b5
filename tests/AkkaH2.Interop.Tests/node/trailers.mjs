// Fields after the body: those of a request, which the answer lists, and those of an answer.
import { fail, finish, open } from './client.mjs';

const session = open();
const sending = session.request({ ':method': 'POST', ':path': '/request-trailers' }, { waitForTrailers: true });
let sent = '';
sending.on('wantTrailers', () => sending.sendTrailers({ 'x-one': '1', 'x-two': '2' }));
sending.on('data', chunk => { sent += chunk; });
sending.on('end', receive);
sending.on('error', fail);
sending.end(Buffer.alloc(100000));

function receive() {
  const stream = session.request({ ':path': '/trailers' });
  let received = {};
  stream.on('trailers', fields => { received = { ...fields }; });
  stream.on('end', () => finish(session, { sent, received }));
  stream.on('error', fail);
  stream.resume();
}
