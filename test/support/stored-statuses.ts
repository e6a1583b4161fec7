// Puts entities into the store as the operations would, without a request for each.
import type { Container } from '@azure/cosmos';
import type { Caller } from '../../shared/auth/caller.ts';
import { createdBy } from '../../shared/resources/audit.ts';
import type { NewEntity } from '../../shared/resources/entity-set/entity-set.ts';
import { toDocument as toDeviceDocument } from '../../shared/resources/mobile-app-install-status/document.ts';
import { toAppDocument } from '../../shared/resources/mobile-app/app-document.ts';
import { toDocument as toUserDocument } from '../../shared/resources/user-app-install-status/document.ts';
import type { StoredDocument } from '../../shared/store/document-store.ts';
import { documentedValues } from './documented-request.ts';

const caller: Caller = {
  kind: 'application',
  tenantId: 'the-tenant',
  objectId: 'the-object',
  appId: 'the-client',
  permissions: new Set(),
};

/** Values by name; the key among them. */
export type Entity = Readonly<Record<string, unknown>> & { readonly id: string };

/** The documents of user statuses; what is not given is as documented. */
export function userDocuments(mobileAppId: string, entities: readonly Entity[]): StoredDocument[] {
  return entities.map((entity) =>
    toUserDocument(newEntity(mobileAppId, { ...documentedValues, ...entity }, undefined)),
  );
}

/** The documents of device statuses; the state is `installed` where none is given. */
export function deviceDocuments(
  mobileAppId: string,
  entities: readonly Entity[],
  user?: StoredDocument,
): StoredDocument[] {
  return entities.map((entity) =>
    toDeviceDocument(newEntity(mobileAppId, { installState: 'installed', ...entity }, user)),
  );
}

/** The documents of apps. */
export function appDocuments(apps: readonly (Entity & { readonly displayName?: string | null })[]): StoredDocument[] {
  return apps.map(({ id, displayName = null }) => ({ ...toAppDocument(id, caller, new Date()), displayName }));
}

/** Everything that is stored in the partition of an app. */
export async function storedIn(container: Container, mobileAppId: string): Promise<readonly StoredDocument[]> {
  const parameters = [{ name: '@app', value: mobileAppId }];
  const query = { query: 'SELECT * FROM c WHERE c.mobileAppId = @app', parameters };
  return (await container.items.query<StoredDocument>(query, { partitionKey: mobileAppId }).fetchAll()).resources;
}

/** Puts documents into the container. */
export async function store(container: Container, documents: readonly StoredDocument[]): Promise<void> {
  const left = documents.values();
  const work = async (): Promise<void> => {
    for (const document of left) await container.items.create(document);
  };
  // More at a time would not be faster.
  await Promise.all(Array.from({ length: 20 }, work));
}

function newEntity(mobileAppId: string, { id, ...values }: Entity, user: StoredDocument | undefined): NewEntity {
  const location = { mobileAppId, owners: undefined, parent: user };
  const at = new Date();
  return { key: id, values, location, at, audit: createdBy(caller, at) };
}
