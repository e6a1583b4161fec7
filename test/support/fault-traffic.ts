// What the agents of the fault proof do: stories of one status each, or of a batch of them, told by the seed.
import { deviceStatuses, deviceStatusesOf } from './documented-device-status.ts';
import { userStatuses } from './documented-request.ts';
import { type FaultClient, type Heard, IN_VAIN, type Report } from './fault-client.ts';
import { countPropertyOf, type Entry } from './fault-ledger.ts';
import { drawsOf, uuidFrom } from './fault-plan.ts';
import { repeatableAt } from './repeatable.ts';

/** What the agents work with. */
export interface Traffic {
  readonly seed: number;
  readonly client: FaultClient;
  /** Every status that was sent. */
  readonly entries: Entry[];
  /** Is told of each answer that should not be. */
  readonly violated: (what: string) => void;
}

/**
 * Microsoft's client begins anew so often for an agent that wants its answer: so often that no bad luck lasts as long. A
 * create may need four calls of the store, each of which may fail; about one in ten gets through.
 */
const STUBBORN = 300;

/** So many stories are about one app; the next is about a new one, which has to be made ahead of its first status. */
const STORIES_OF_AN_APP = 12;

type Mode = 'known' | 'unmarked' | 'repeatable' | 'ownId' | 'upsert' | 'insert' | 'batch';

const MODES: readonly Mode[] = [
  ...(['known', 'known', 'known', 'repeatable', 'repeatable', 'ownId'] as const),
  ...(['upsert', 'upsert', 'insert', 'batch', 'unmarked'] as const),
];

type Step = 'again' | 'find' | 'contained' | 'patch' | 'patchThisVersion' | 'delete' | 'deleteThisVersion';

const SEQUELS: readonly (readonly Step[])[] = [
  [],
  [],
  [],
  ['find', 'again'],
  ['patch', 'again'],
  ['patch', 'patchThisVersion'],
  ['patchThisVersion'],
  ['contained', 'patch'],
  ['delete'],
  ['contained', 'deleteThisVersion'],
  ['patch', 'deleteThisVersion'],
];

/** Tells one story to its end; the same seed and number, from 0, tell the same. */
export async function tellStory(traffic: Traffic, story: number): Promise<void> {
  const [modeDraw, sequelDraw, typeDraw, patienceDraw] = drawsOf(traffic.seed, 'story', story);
  const mode = MODES[Math.floor(modeDraw * MODES.length)] ?? 'known';
  // One in twenty agents is switched off when its first report fails; one without a mark could only double it.
  const patience = patienceDraw < 0.05 || mode === 'unmarked' ? 1 : STUBBORN;
  if (mode === 'batch') {
    await tellBatch(traffic, story, patience);
    return;
  }
  const entry = newEntry(traffic, story, 0, typeDraw < 0.65 ? 'userAppInstallStatus' : 'mobileAppInstallStatus');
  const first = createOf(traffic, story, entry, mode);
  const created = await traffic.client.send(first, patience);
  if (patience > 1 && IN_VAIN.has(created.status))
    traffic.violated(`${entry.marker}: its create failed again and again`);
  if (!acknowledge(traffic, entry, first, created)) return;
  let etag = String(created.body['@odata.etag']);
  for (const [index, step] of (SEQUELS[Math.floor(sequelDraw * SEQUELS.length)] ?? []).entries()) {
    const next = await takeStep(traffic, { entry, step, first, mode, etag, name: [story, index] });
    if (next === undefined) return;
    etag = next;
  }
}

/**
 * Reports a status twice: to an app that does not find its store, and then to one that does.
 * @param misled - the client of the first; it is given up when it has not answered
 */
export async function tellTwice(traffic: Traffic, misled: FaultClient, story: number): Promise<void> {
  const entry = newEntry(traffic, story, 0, 'userAppInstallStatus');
  const report = createOf(traffic, story, entry, story % 2 === 0 ? 'known' : 'repeatable');
  acknowledge(traffic, entry, report, await misled.send(report, 1));
  acknowledge(traffic, entry, report, await traffic.client.send(report, STUBBORN));
}

function newEntry({ seed, entries }: Traffic, story: number, item: number, entityType: Entry['entityType']): Entry {
  const mobileAppId = uuidFrom(seed, 'app', Math.floor(story / STORIES_OF_AN_APP));
  const marker = `${seed}-${story}-${item}`;
  const entry: Entry = { marker, mobileAppId, entityType, id: undefined, counts: [0], presence: 'present' };
  entries.push(entry);
  return entry;
}

function collectionOf({ entityType, mobileAppId }: Entry): string {
  return entityType === 'userAppInstallStatus' ? userStatuses(mobileAppId) : deviceStatuses(mobileAppId);
}

function bodyOf({ marker, entityType }: Entry): Record<string, unknown> {
  const who = { userName: marker, userPrincipalName: `${marker}@contoso.example` };
  return entityType === 'userAppInstallStatus'
    ? { ...who, installedDeviceCount: 1, failedDeviceCount: 0, notInstalledDeviceCount: 2 }
    : { ...who, deviceName: 'Laptop', installState: 'installed', errorCode: 0 };
}

function createOf({ seed }: Traffic, story: number, entry: Entry, mode: Mode): Report {
  const path = collectionOf(entry);
  const requestId = uuidFrom(seed, 'create', entry.marker);
  const body = bodyOf(entry);
  const id = uuidFrom(seed, 'id', story);
  if (mode === 'ownId') return { method: 'post', path, requestId, body: { ...body, id } };
  if (mode === 'repeatable') {
    const headers = repeatableAt(Date.now(), uuidFrom(seed, 'repeatable', entry.marker));
    return { method: 'post', path, requestId, headers, body };
  }
  if (mode === 'upsert' || mode === 'insert') {
    const headers: Record<string, string> =
      mode === 'upsert' ? { Prefer: 'create-if-missing' } : { 'If-None-Match': '*' };
    return { method: 'patch', path: `${path}/${id}`, requestId, headers, body };
  }
  return { method: 'post', path, requestId: mode === 'unmarked' ? undefined : requestId, body };
}

/**
 * Notes what became of a create.
 * @returns whether it was acknowledged
 */
function acknowledge({ violated }: Traffic, entry: Entry, report: Report, heard: Heard): boolean {
  const { status, body, tries } = heard;
  if (status === 201 || (status === 200 && report.headers?.Prefer !== undefined)) {
    if (entry.id !== undefined && entry.id !== body.id)
      violated(`${entry.marker}: ${entry.id}, then ${String(body.id)}`);
    entry.id = String(body.id);
    for (const [name, value] of Object.entries(report.body ?? {})) {
      if (body[name] !== value) violated(`${entry.marker}: ${name} was answered as ${JSON.stringify(body[name])}`);
    }
    return true;
  }
  // Insert only: an earlier try may have been the one that did it.
  const wasInserted = status === 412 && report.headers?.['If-None-Match'] !== undefined && tries > 1;
  if (!wasInserted && !IN_VAIN.has(status)) {
    violated(`${entry.marker}: its create was answered with ${status} ${String(body.code)}, try ${tries}`);
  }
  return false;
}

interface StepFacts {
  readonly entry: Entry;
  readonly step: Step;
  readonly first: Report;
  readonly mode: Mode;
  readonly etag: string;
  readonly name: readonly [story: number, index: number];
}

/** @returns the version after it; undefined when the story ends here */
async function takeStep(traffic: Traffic, facts: StepFacts): Promise<string | undefined> {
  const { entry, step, first, mode, etag } = facts;
  const { client, seed, violated } = traffic;
  if (step === 'again') {
    // An upsert sets the state anew, an insert is refused, and without a mark it is another status: no repetitions.
    if (mode === 'upsert' || mode === 'insert' || mode === 'unmarked') return etag;
    acknowledge(traffic, entry, first, await client.send(first, STUBBORN));
    return etag;
  }
  if (step === 'find') return find(traffic, facts);
  if (step === 'contained') return createContained(traffic, facts);
  const path = `${collectionOf(entry)}/${String(entry.id)}`;
  const requestId = uuidFrom(seed, 'step', ...facts.name);
  const headers: Record<string, string> = step.endsWith('ThisVersion') ? { 'If-Match': etag } : {};
  const say = ({ status, tries }: Heard): void => {
    violated(`${entry.marker}: ${step} was answered with ${status}, try ${tries}`);
  };
  if (step === 'delete' || step === 'deleteThisVersion') {
    // What a user status contains goes ahead of it.
    const all = [entry, ...traffic.entries.filter(({ marker }) => marker === containedIn(entry))];
    for (const each of all) each.presence = 'unsure';
    const heard = await client.send({ method: 'delete', path, requestId, headers }, STUBBORN);
    // An earlier try may have been the one that did it, and then there is nothing to be removed.
    if (heard.status === 204 || (heard.status === 404 && heard.tries > 1)) {
      for (const each of all) each.presence = 'gone';
    } else say(heard);
    return undefined;
  }
  const count = facts.name[1] + 1;
  const property = countPropertyOf(entry);
  entry.counts = [...entry.counts, count];
  const body = { [property]: count };
  const heard = await client.send({ method: 'patch', path, requestId, headers, body }, STUBBORN);
  if (heard.status === 200) {
    if (heard.body[property] !== count) violated(`${entry.marker}: ${step} was answered with another count`);
    entry.counts = [count];
    return String(heard.body['@odata.etag']);
  }
  // An earlier try may have been the one that did it, and then the version is no longer the one that was read.
  if (heard.status !== 412 || heard.tries === 1 || step === 'patch') say(heard);
  return undefined;
}

/** Looks for the status by its mark in the collection, where it has to be once. */
async function find(
  { client, seed, violated }: Traffic,
  { entry, etag, name }: StepFacts,
): Promise<string | undefined> {
  const path = `${collectionOf(entry)}?$filter=userName eq '${entry.marker}'`;
  const heard = await client.send({ method: 'get', path, requestId: uuidFrom(seed, 'step', ...name) }, STUBBORN);
  const found = (heard.body.value ?? []) as readonly { readonly id: string }[];
  if (found.length === 1 && found[0]?.id === entry.id) return etag;
  violated(`${entry.marker}: was found ${found.length} times, and answered with ${heard.status}`);
  return undefined;
}

function containedIn({ marker }: Entry): string {
  return `${marker}-device`;
}

/** Creates a device status in a user status. */
async function createContained(traffic: Traffic, { entry, etag }: StepFacts): Promise<string> {
  if (entry.entityType !== 'userAppInstallStatus') return etag;
  const contained: Entry = {
    marker: containedIn(entry),
    mobileAppId: entry.mobileAppId,
    entityType: 'mobileAppInstallStatus',
    id: undefined,
    counts: [0],
    presence: 'present',
  };
  traffic.entries.push(contained);
  const report: Report = {
    method: 'post',
    path: deviceStatusesOf(entry.mobileAppId, String(entry.id)),
    requestId: uuidFrom(traffic.seed, 'create', contained.marker),
    body: { userName: contained.marker, installState: 'installed', errorCode: 0 },
  };
  acknowledge(traffic, contained, report, await traffic.client.send(report, STUBBORN));
  return etag;
}

/** Creates several statuses in one request, and sends those again that fail: with the same ids, by which they are known. */
async function tellBatch(traffic: Traffic, story: number, patience: number): Promise<void> {
  const { seed, client, violated } = traffic;
  const [sizeDraw] = drawsOf(seed, 'batch', story);
  const reports = Array.from({ length: 2 + Math.floor(sizeDraw * 7) }, (_, item) => {
    const entry = newEntry(traffic, story, item, item % 3 === 2 ? 'mobileAppInstallStatus' : 'userAppInstallStatus');
    return { entry, report: createOf(traffic, story, entry, item % 4 === 3 ? 'repeatable' : 'known') };
  });
  let left = reports;
  for (let begun = 0; begun < patience && left.length > 0; begun += 1) {
    const requests = left.map(({ entry, report: { path, body, headers } }) => ({
      id: entry.marker,
      method: 'POST',
      url: path,
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    }));
    const requestId = uuidFrom(seed, 'whole', story);
    const whole = await client.send({ method: 'post', path: '/$batch', requestId, body: { requests } }, patience);
    if (whole.status !== 200) {
      if (patience > 1 || !IN_VAIN.has(whole.status)) violated(`batch ${story}: was answered with ${whole.status}`);
      return;
    }
    const answers = whole.body.responses as readonly (Pick<Heard, 'status' | 'body'> & { readonly id: string })[];
    left = left.filter(({ entry, report }) => {
      const answer = answers.find(({ id }) => id === entry.marker);
      if (answer === undefined) violated(`${entry.marker}: has no answer in its batch`);
      return answer === undefined || !acknowledge(traffic, entry, report, { ...answer, tries: whole.tries });
    });
  }
  if (left.length > 0 && patience > 1) violated(`batch ${story}: ${left.length} creates failed again and again`);
}
