// A stream window of so many octets, changed by SETTINGS while the answer is on its way.
import { args, exchange, fail, finish, open } from './client.mjs';

const [first, then] = args.map(Number);
const session = open({ settings: { initialWindowSize: first } });
const answer = exchange(session, { ':path': '/bytes/200000' });
session.settings({ initialWindowSize: then }, error => error && fail(error));
answer.then(result => finish(session, { status: result.status, octets: result.octets }), fail);
