// Streams that end by RST_STREAM: each code of ours on a stream that is open both ways, then one of the server's.
import { exchange, fail, finish, open } from './client.mjs';

const session = open();

function resetOne(code) {
  return new Promise(resolve => {
    const stream = session.request({ ':method': 'POST', ':path': '/echo' });
    stream.on('error', () => {});
    stream.once('data', () => stream.close(code));
    stream.on('close', () => resolve(stream.rstCode));
    stream.write('the first words');
  });
}

function resetByServer() {
  return new Promise(resolve => {
    const stream = session.request({ ':path': '/crash-late' });
    stream.on('error', error => resolve({ code: stream.rstCode, error: error.code }));
    stream.resume();
  });
}

async function run() {
  const codes = [];
  for (let code = 0; code <= 13; code++) codes.push(await resetOne(code));
  const server = await resetByServer();
  const { status } = await exchange(session, { ':path': '/' });
  finish(session, { codes, server, status });
}

run().catch(fail);
