// A PING whose payload has to come back.
import { fail, finish, open } from './client.mjs';

const session = open();
session.on('connect', () => session.ping(Buffer.from('8 octets'), (error, _, payload) => {
  if (error) fail(error);
  finish(session, { payload: payload.toString() });
}));
