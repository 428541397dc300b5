// Sends a chunk to /echo only after the one before has come back: both directions of one stream are open at once.
import { args, fail, finish, open } from './client.mjs';

const rounds = Number(args[0]);
const session = open();
const stream = session.request({ ':method': 'POST', ':path': '/echo' });
let sent = 0, received = '', expected = '';

function next() {
  if (sent === rounds) return stream.end();
  sent++;
  expected += `line ${sent}\n`;
  stream.write(`line ${sent}\n`);
}

stream.on('data', chunk => {
  received += chunk;
  if (received === expected) next();
});
stream.on('end', () => finish(session, { sent, same: received === expected }));
stream.on('error', fail);
next();
