// The process whose start is timed: the smallest worker there can be around the function app. It writes its two ways
// in to file descriptor 3. When it is told to end, it ends in order, because the compile cache is written then.
import { writeSync } from 'node:fs';
import { startWorkerHost } from '../worker/worker-host.ts';

process.once('SIGTERM', () => process.exit());
const [, , entry = ''] = process.argv;
void startWorkerHost(entry).then((host) => writeSync(3, JSON.stringify(host)));
