// One GET over TLS, by the certificate file given, and what was negotiated.
import fs from 'node:fs';
import { args, exchange, fail, finish, open } from './client.mjs';

const [certificate, version] = args;
const session = open({ ca: fs.readFileSync(certificate), minVersion: version, maxVersion: version });
exchange(session, { ':path': '/' }).then(answer => finish(session, {
  status: answer.status,
  body: answer.body,
  alpn: session.alpnProtocol,
  version: session.socket.getProtocol(),
}), fail);
