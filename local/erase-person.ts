// `npm run erase -- --user NAME`: finds everything that is stored of a person and erases it, through the API alone.
import { parseArgs } from 'node:util';
import { createStatusService, type FoundStatus } from './erase/status-service.ts';

const help = `Usage: npm run erase -- --user NAME [options]

Finds all user statuses and device statuses of a person, in every app, by the user principal name in any letter case, and
lists them. With --yes they are erased. It may be run again at any time; what is gone is passed over.

  --user NAME     user principal name of the person
  --url URL       where the API is, with its version: http://localhost:7071/beta unless told otherwise
  --yes           erase, and do not only list
  --help          this text

The access token comes from the environment variable ACCESS_TOKEN. It needs DeviceManagementApps.ReadWrite.All.
For the local stack: ACCESS_TOKEN=$(npm run --silent token) npm run erase -- --user adele@contoso.com`;

interface Wishes {
  readonly user: string;
  readonly url: string;
  readonly isConfirmed: boolean;
}

function readWishes(): Wishes | undefined {
  const { values } = parseArgs({
    options: {
      user: { type: 'string' },
      url: { type: 'string', default: 'http://localhost:7071/beta' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const user = values.user?.trim() ?? '';
  if (user === '') throw new Error('Whose statuses? Give --user with a user principal name; --help tells more.');
  if (!URL.canParse(values.url)) throw new Error(`--url has to be an absolute URL, and '${values.url}' is not.`);
  return { user, url: values.url.replace(/\/+$/, ''), isConfirmed: values.yes };
}

async function erase({ user, url, isConfirmed }: Wishes): Promise<void> {
  const token = process.env.ACCESS_TOKEN ?? '';
  if (token === '') throw new Error('The environment variable ACCESS_TOKEN is missing; --help tells more.');
  const service = createStatusService({ url, token });
  const found: FoundStatus[] = [];
  for await (const status of service.find(user)) {
    found.push(status);
    console.log(`${status.kind} ${status.id} of the app ${status.mobileAppId}`);
  }
  console.log(summaryOf(found.length, user));
  if (found.length === 0) return;
  if (!isConfirmed) {
    console.log('Nothing was erased. Add --yes to erase them.');
    return;
  }
  for (const status of found) await service.remove(status);
  console.log('All of them are erased.');
}

function summaryOf(count: number, user: string): string {
  if (count === 0) return `Nothing is stored of ${user}.`;
  return `${count === 1 ? 'One status is' : `${count} statuses are`} stored of ${user}.`;
}

try {
  const wishes = readWishes();
  if (wishes === undefined) console.log(help);
  else await erase(wishes);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
