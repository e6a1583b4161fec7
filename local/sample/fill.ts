// Fills a running local stack with the sample company, through the API's own operations and with a token, as any client would.
import { StartFailure } from '../start-failure.ts';
import type { SampleApp, SampleCompany } from './company.ts';

/** Where the API is, and as whom to write. */
export interface SampleService {
  /** Base URL with the version root. */
  readonly url: string;
  /** A token that may write. */
  readonly token: string;
}

/** A request of a batch. */
interface Write {
  readonly method: 'POST' | 'PATCH';
  readonly url: string;
  readonly body: object;
}

/** The answer to it. */
interface Answer {
  readonly id: string;
  readonly status: number;
  readonly body?: { readonly error?: { readonly message?: string } };
}

/** Graph's limit for the requests of a batch. */
const BATCH_SIZE = 20;
/** More at a time would not be faster: the emulator is one process. */
const BATCHES_AT_A_TIME = 4;
const CONFLICT = 409;

/**
 * Writes the company, every status under its own key, so that it can be done again.
 * @throws StartFailure when the API refuses something, with what it said
 */
export async function fillWithSample(service: SampleService, { apps }: SampleCompany): Promise<void> {
  const statuses = apps.flatMap(statusesOf);
  // Creates of one app in one batch are written together, so they are tried first: they are a quarter of the time.
  const answers = await sendAll(service, statuses.map(toCreate));
  const taken = statuses.filter((_, index) => answers[index]?.status === CONFLICT);
  await sendAll(service, taken.map(toUpdate));
  // An app comes with its first status, and is named afterwards.
  const names = apps.map(({ id, displayName }): Write => ({ method: 'PATCH', url: pathOf(id), body: { displayName } }));
  await sendAll(service, names);
}

interface Status {
  readonly collection: string;
  readonly values: { readonly id: string };
}

function statusesOf({ id, userStatuses, deviceStatuses }: SampleApp): Status[] {
  return [
    ...userStatuses.map((values) => ({ collection: `${pathOf(id)}/userStatuses`, values })),
    ...deviceStatuses.map((values) => ({ collection: `${pathOf(id)}/deviceStatuses`, values })),
  ];
}

function toCreate({ collection, values }: Status): Write {
  return { method: 'POST', url: collection, body: values };
}

function toUpdate({ collection, values: { id, ...body } }: Status): Write {
  return { method: 'PATCH', url: `${collection}/${id}`, body };
}

function pathOf(mobileAppId: string): string {
  return `/deviceAppManagement/mobileApps/${mobileAppId}`;
}

/** Sends them in batches, and gives their answers in the same order. */
async function sendAll(service: SampleService, writes: readonly Write[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const batches = Math.ceil(writes.length / BATCH_SIZE);
  const starts = Array.from({ length: batches }, (_, batch) => batch * BATCH_SIZE).values();
  const work = async (): Promise<void> => {
    for (const start of starts) {
      const responses = await sendBatch(service, writes.slice(start, start + BATCH_SIZE));
      for (const answer of responses) answers[start + Number(answer.id)] = answer;
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_A_TIME }, work));
  return answers;
}

async function sendBatch({ url, token }: SampleService, writes: readonly Write[]): Promise<readonly Answer[]> {
  const headers = { 'Content-Type': 'application/json', Prefer: 'return=minimal' };
  const requests = writes.map((write, index) => ({ id: String(index), headers, ...write }));
  const response = await fetch(`${url}/$batch`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ requests }),
  });
  if (!response.ok) throw refused(`${response.status} ${await response.text()}`);
  const { responses } = (await response.json()) as { readonly responses: readonly Answer[] };
  const failed = responses.find(({ status }) => status >= 300 && status !== CONFLICT);
  if (failed !== undefined) throw refused(`${failed.status} ${failed.body?.error?.message ?? ''}`);
  return responses;
}

function refused(answer: string): StartFailure {
  return new StartFailure(`The sample data could not be written; the API answered: ${answer.trim()}`);
}
