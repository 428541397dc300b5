// Settings of both sides: the server's as announced; ours changed again and again, with PINGs, while an answer is under way.
import { exchange, fail, finish, open } from './client.mjs';

const changes = [{ headerTableSize: 0 }, { headerTableSize: 65536, maxFrameSize: 1048576 }, { initialWindowSize: 1 << 20 }, { maxFrameSize: 16384, enablePush: false }];
const session = open();
const announced = new Promise(resolve => session.once('remoteSettings', resolve));

const apply = change => new Promise((resolve, reject) => session.settings(change, error => error ? reject(error) : resolve()));
const ping = () => new Promise((resolve, reject) => session.ping((error, duration) => error ? reject(error) : resolve(duration)));

async function run() {
  const { maxConcurrentStreams, initialWindowSize } = await announced;
  const download = exchange(session, { ':path': '/bytes/5000000' });
  const statuses = [];
  let pongs = 0;
  for (const change of changes) {
    await apply(change);
    statuses.push((await exchange(session, { ':path': '/headers' })).status);
    if (await ping() >= 0) pongs++;
  }
  const { octets } = await download;
  finish(session, { maxConcurrentStreams, initialWindowSize, statuses, pongs, octets });
}

run().catch(fail);
