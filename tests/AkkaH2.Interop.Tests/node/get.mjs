// One GET of the path given.
import { args, exchange, fail, finish, open } from './client.mjs';

const session = open();
exchange(session, { ':path': args[0] }).then(answer => finish(session, answer), fail);
