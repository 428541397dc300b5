// One stream is not read at all; others of the same session are answered meanwhile; then the first is read to its end.
import { exchange, fail, finish, open } from './client.mjs';

const session = open();
const stalled = session.request({ ':path': '/bytes/1000000' });
let octets = 0;
stalled.on('error', fail);
stalled.on('response', async () => {
  const others = [];
  for (let i = 0; i < 20; i++) others.push((await exchange(session, { ':path': '/' })).body);
  stalled.on('data', chunk => { octets += chunk.length; });
  stalled.on('end', () => finish(session, { others: others.filter(body => body === 'Hello, World!').length, octets }));
});
