// So many exchanges at once on one session, each of another size.
import { args, exchange, fail, finish, open } from './client.mjs';

const count = Number(args[0]);
const session = open();
const exchanges = Array.from({ length: count }, (_, i) => exchange(session, { ':path': `/bytes/${i * 1000}` }));
Promise.all(exchanges).then(answers => finish(session, {
  answered: answers.filter(a => a.status === 200).length,
  whole: answers.filter((a, i) => a.octets === i * 1000).length,
}), fail);
