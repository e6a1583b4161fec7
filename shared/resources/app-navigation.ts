// The app of a status: its navigation property, its reference, and its expansion.
import { readApps, readWriteApps } from '../auth/permissions.ts';
import { graphError } from '../errors/catalogue.ts';
import { readProjection } from '../odata/collection-query.ts';
import { isEntityReference } from '../odata/entity-reference.ts';
import type { NavigationStep } from '../odata/links.ts';
import { isNotModified } from './conditions.ts';
import { type EntitySet, type Expansion, memberPathOf, notFound, readMember } from './entity-set/entity-set.ts';
import { readApp, toAppValues } from './mobile-app/app-document.ts';
import { mobileApp } from './mobile-app/definition.ts';
import type { GraphOperation, OperationRequest, Services } from './operation.ts';

/** What distinguishes the names of the operations on the app of one kind of status. */
export interface AppNavigationNames {
  /** Ends the names of the functions. */
  readonly one: string;
  /** OpenAPI operation ids begin with this. */
  readonly tag: string;
  /** Ends the summaries. */
  readonly of: string;
}

/**
 * The operations on the `app` of a member of a collection of statuses.
 * @see OData Protocol 4.01 §11.2.8 (entity references), §11.4.6 (changing them)
 */
export function appNavigationOperations(
  set: EntitySet,
  { one, tag, of }: AppNavigationNames,
): readonly GraphOperation[] {
  const path = `${memberPathOf(set)}/app`;
  const reference = { path: `${path}/$ref`, produces: 'json' as const, queryOptions: [] };
  return [
    {
      name: `getAppOf${one}`,
      operationId: `${tag}_GetApp`,
      summary: `Get the app of ${of}`,
      ...{ method: 'GET', path, hasBody: false, produces: 'json', queryOptions: ['select'] },
      statuses: [200, 304, 404, 412],
      permissions: readApps,
      async run(request, services) {
        const { keys, conditions, query, storeCall } = request;
        const { selection } = readProjection(query, mobileApp);
        await requireStatus(set, request, services);
        const { mobileAppId = '' } = keys;
        const app = await readApp(mobileAppId, { services, storeCall });
        if (app === undefined) throw notFound({ type: mobileApp, keyName: 'mobileAppId' }, keys);
        const { version, document } = app;
        if (isNotModified(version, conditions)) return { kind: 'notModified', version };
        const values = toAppValues(document);
        const canonical = pathOfApp(mobileAppId);
        return {
          kind: 'entity',
          change: 'none',
          type: mobileApp,
          path: canonical,
          values,
          version,
          selection,
          expanded: [],
        };
      },
    },
    {
      name: `getRefAppOf${one}`,
      operationId: `${tag}_GetRefApp`,
      summary: `Get the reference to the app of ${of}`,
      ...reference,
      ...{ method: 'GET', hasBody: false },
      statuses: [200, 404],
      permissions: readApps,
      async run(request, services) {
        await requireStatus(set, request, services);
        return { kind: 'reference', path: pathOfApp(request.keys.mobileAppId ?? '') };
      },
    },
    {
      name: `setRefAppOf${one}`,
      operationId: `${tag}_SetRefApp`,
      summary: `Set the reference to the app of ${of}, which can only be what it is already`,
      ...reference,
      ...{ method: 'PUT', hasBody: true },
      statuses: [204, 404],
      permissions: readWriteApps,
      async run(request, services) {
        await requireStatus(set, request, services);
        // To say again what is so already is no change.
        if (isEntityReference(request.body, pathOfApp(request.keys.mobileAppId ?? ''))) return { kind: 'noContent' };
        throw graphError('appIsFixed', { hint: 'Create the status in the other app.' }, { target: '@odata.id' });
      },
    },
    {
      name: `deleteRefAppOf${one}`,
      operationId: `${tag}_DeleteRefApp`,
      summary: `Refuses to remove the reference to the app of ${of}`,
      ...reference,
      ...{ method: 'DELETE', hasBody: false },
      statuses: [404],
      permissions: readWriteApps,
      async run(request, services) {
        await requireStatus(set, request, services);
        throw graphError('appIsFixed', { hint: 'Delete the status itself.' });
      },
    },
  ];
}

/** The expansion of `app`: one read for all statuses, since they are of one app. */
export const appExpansion: Expansion = {
  type: mobileApp,
  isCollection: false,
  maxParents: Infinity,
  async expand(parents, _item, work) {
    const mobileAppId = parents[0]?.keys.mobileAppId ?? '';
    const app = await readApp(mobileAppId, work);
    const values = app === undefined ? null : toAppValues(app.document);
    const expanded = { kind: 'entity', path: pathOfApp(mobileAppId), values, version: app?.version } as const;
    return parents.map(() => expanded);
  },
};

/** Canonical path of an app. */
export function pathOfApp(mobileAppId: string): readonly NavigationStep[] {
  return [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: mobileAppId }];
}

async function requireStatus(set: EntitySet, { keys, storeCall }: OperationRequest, services: Services): Promise<void> {
  const work = { services, storeCall };
  await readMember(set, await set.locate(keys, work), keys, work);
}
