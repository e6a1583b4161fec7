// The package's entry point: what the Functions host loads. It reads the environment, builds the application, registers it.
import { join } from 'node:path';
import { app } from '@azure/functions';
import { createApplication } from '../shared/app.ts';
import { readConfiguration } from '../shared/config.ts';
import { registerFunctions } from './register.ts';

// Bodies arrive as streams, also chunked ones, and can be refused before they are whole (docs/decisions/0002).
app.setup({ enableHttpStream: true });

const application = createApplication(readConfiguration(process.env), {
  explorerFolder: join(__dirname, 'docs'),
  log: (line) => {
    process.stderr.write(`${line}\n`);
  },
});
registerFunctions(app, application);
app.hook.appStart(() => {
  // Not awaited: the first request should not wait for what it may not need.
  void application.warmUp();
});
app.hook.appTerminate(() => application.close());
