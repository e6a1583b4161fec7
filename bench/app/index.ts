// The function app as functions/index.ts builds it, but for one part: it signs in to the store with a token that the
// benchmark gives it, since there is no managed identity to ask. It is bundled as the app itself is.
import { app } from '@azure/functions';
import { registerFunctions } from '../../functions/register.ts';
import { createApplication } from '../../shared/app.ts';
import { readConfiguration } from '../../shared/config.ts';

const token = process.env.BENCH_STORE_TOKEN ?? '';
const expiresOnTimestamp = Date.now() + 86_400_000;

app.setup({ enableHttpStream: true });

const application = createApplication(readConfiguration(process.env), {
  storeCredential: { tokenCredential: { getToken: () => Promise.resolve({ token, expiresOnTimestamp }) } },
  log: (line) => {
    process.stderr.write(`${line}\n`);
  },
});
registerFunctions(app, application);
app.hook.appStart(() => {
  void application.warmUp();
});
app.hook.appTerminate(() => application.close());
