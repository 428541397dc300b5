// The client says GOAWAY while an answer is under way: it comes to its end, the server says GOAWAY too, and the session closes.
import http2 from 'node:http2';
import { fail, open } from './client.mjs';

const session = open();
const stream = session.request({ ':path': '/drip/20/10' });
let body = '', code;
stream.once('data', () => session.goaway(http2.constants.NGHTTP2_NO_ERROR, 0, Buffer.from('enough')));
stream.on('data', chunk => { body += chunk; });
stream.on('error', fail);
session.on('goaway', errorCode => { code = errorCode; });
session.on('close', () => console.log(JSON.stringify({ lines: body.split('\n').length - 1, code })));
