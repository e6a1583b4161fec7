// What the agents of the fault proof were told, and the judgement whether the store keeps it.
import type { StoredDocument } from '../../shared/store/document-store.ts';

/** A status as an agent knows it. Only one agent has to do with it, and does one thing after the other. */
export interface Entry {
  /** In its `userName`: by it a second status with another id would be found. */
  readonly marker: string;
  readonly mobileAppId: string;
  readonly entityType: 'userAppInstallStatus' | 'mobileAppInstallStatus';
  /** Once the create was acknowledged. */
  id: string | undefined;
  /** What its count may be: the last acknowledged one, and one that was sent since and may have arrived. */
  counts: readonly number[];
  /** Whether a delete was acknowledged (`gone`), or was sent and may have arrived. */
  presence: 'present' | 'unsure' | 'gone';
}

/** Where the count of an entry is. */
export function countPropertyOf({ entityType }: Pick<Entry, 'entityType'>): 'failedDeviceCount' | 'errorCode' {
  return entityType === 'userAppInstallStatus' ? 'failedDeviceCount' : 'errorCode';
}

/** How the store stands to what agents were told. */
export interface Judgement {
  readonly violations: readonly string[];
  readonly acknowledged: number;
  /** Statuses in the store whose create nobody was told to have succeeded. */
  readonly unanswered: number;
}

const APPS = 'mobileApp';

/**
 * Judges everything that is stored.
 * @param entries - of every create that was sent
 * @param documents - everything in the container
 */
export function judge(entries: readonly Entry[], documents: readonly StoredDocument[]): Judgement {
  const violations: string[] = [];
  const statuses = documents.filter(({ userName }) => typeof userName === 'string');
  const byMarker = Map.groupBy(statuses, ({ userName }) => String(userName));
  for (const entry of entries) violations.push(...faultsOf(entry, byMarker.get(entry.marker) ?? []));

  const known = new Set(entries.map(({ marker }) => marker));
  for (const { id, userName } of statuses) {
    if (!known.has(String(userName))) violations.push(`${id}: nobody sent ${String(userName)}`);
  }
  const apps = new Set(documents.filter(({ entityType }) => entityType === APPS).map(({ id }) => id));
  for (const mobileAppId of new Set(statuses.map((status) => status.mobileAppId))) {
    if (!apps.has(mobileAppId)) violations.push(`the app ${mobileAppId} has statuses, and no document`);
  }
  return {
    violations,
    acknowledged: entries.filter(({ id }) => id !== undefined).length,
    unanswered: entries.filter(({ id, marker }) => id === undefined && byMarker.has(marker)).length,
  };
}

function faultsOf(entry: Entry, stored: readonly StoredDocument[]): readonly string[] {
  const { marker, id, mobileAppId, presence, counts } = entry;
  const ids = stored.map((document) => document.id).join(', ');
  if (stored.length > 1) return [`${marker}: doubled, as ${ids}`];
  const [document] = stored;
  if (document === undefined) {
    return id === undefined || presence !== 'present' ? [] : [`${marker}: lost, though ${id} was acknowledged`];
  }
  if (presence === 'gone') return [`${marker}: ${ids} is there, though its removal was acknowledged`];
  const faults: string[] = [];
  // Ids of device statuses are keys of documents behind a prefix.
  const key = document.key ?? document.id;
  if (id !== undefined && key !== id) faults.push(`${marker}: ${id} was acknowledged, and ${ids} is stored`);
  if (document.mobileAppId !== mobileAppId) faults.push(`${marker}: lies in the app ${document.mobileAppId}`);
  if (document.entityType !== entry.entityType) faults.push(`${marker}: is a ${document.entityType}`);
  const count = document[countPropertyOf(entry)];
  if (!counts.includes(Number(count))) {
    faults.push(`${marker}: its count is ${String(count)}, and not ${counts.join(' or ')}`);
  }
  return faults;
}
