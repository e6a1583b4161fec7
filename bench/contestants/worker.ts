// Ours, gone to as the Azure worker goes: through the library's own server and programming model. What Azure adds is not
// here: gRPC instead of lines of JSON, and the host, which is another process anyway.
import { startWorkerHost } from '../worker/worker-host.ts';
import { serveControl } from './control.ts';
import { readSettings } from './settings.ts';

const { httpUri, invocationPort } = await startWorkerHost(readSettings().app);
serveControl(new URL(httpUri).origin, invocationPort);
