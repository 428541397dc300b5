// Downloads that are reset at their first octets, one after another; then the session still answers.
import http2 from 'node:http2';
import { args, exchange, fail, finish, open } from './client.mjs';

const session = open();

function resetOne() {
  return new Promise(resolve => {
    const stream = session.request({ ':path': '/bytes/104857600' });
    stream.on('error', () => {});
    stream.once('data', () => stream.close(http2.constants.NGHTTP2_CANCEL));
    stream.on('close', () => resolve(stream.rstCode));
  });
}

async function run() {
  const codes = [];
  for (let i = 0; i < Number(args[0]); i++) codes.push(await resetOne());
  const { status, body } = await exchange(session, { ':path': '/' });
  finish(session, { reset: codes.filter(code => code === http2.constants.NGHTTP2_CANCEL).length, status, body });
}

run().catch(fail);
