// `npm run smoke -- --url URL`: the smoke test of a deployment, by hand and in the workflow.
import { parseArgs } from 'node:util';
import { runSmokeTest } from './smoke-test.ts';

const help = `Usage: npm run --silent smoke -- [options]

Waits until the API is ready, then creates, reads and deletes one status and removes the app that it made for it.

  --url URL       where the API is, with its version: http://localhost:7071/beta unless told otherwise
  --wait SECONDS  how long it may take to become ready: 120 unless told otherwise
  --help          this text

The access token comes from the environment variable ACCESS_TOKEN. It needs DeviceManagementApps.ReadWrite.All.
For the local stack: ACCESS_TOKEN=$(npm run --silent token) npm run --silent smoke`;

interface Wishes {
  readonly url: string;
  readonly token: string;
  readonly patience: number;
}

function readWishes(): Wishes | undefined {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://localhost:7071/beta' },
      wait: { type: 'string', default: '120' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const url = values.url.replace(/\/+$/, '');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new Error(`--url has to be an absolute http or https URL, and '${values.url}' is not.`);
  }
  if (!/^\d{1,4}$/.test(values.wait))
    throw new Error(`--wait takes seconds, and '${values.wait}' is no number of them.`);
  const token = process.env.ACCESS_TOKEN?.trim() ?? '';
  if (token === '') throw new Error('The environment variable ACCESS_TOKEN is missing; --help tells more.');
  return { url, token, patience: Number(values.wait) * 1_000 };
}

try {
  const wishes = readWishes();
  if (wishes === undefined) console.log(help);
  else await runSmokeTest({ ...wishes, report: console.log });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
