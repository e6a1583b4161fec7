// The summary of an app: it is counted, and cannot be written.
import { readApps, readWriteApps } from '../../auth/permissions.ts';
import { graphError } from '../../errors/catalogue.ts';
import { isError } from '../../errors/is-error.ts';
import { readProjection } from '../../odata/collection-query.ts';
import type { NavigationStep } from '../../odata/links.ts';
import type { Expansion } from '../entity-set/entity-set.ts';
import { pathOfApp } from '../app-navigation.ts';
import type { GraphOperation } from '../operation.ts';
import { mobileAppInstallSummary } from './definition.ts';

const PATH = '/deviceAppManagement/mobileApps/{mobileAppId}/installSummary';

/** Counting is a request to the store or more for each app. */
const MAX_EXPANDED = 20;

/** @see https://learn.microsoft.com/graph/api/intune-apps-mobileappinstallsummary-get */
export const getMobileAppInstallSummary: GraphOperation = {
  name: 'getMobileAppInstallSummary',
  operationId: 'deviceAppManagement.mobileApps_GetInstallSummary',
  summary: 'Get the mobileAppInstallSummary of an app',
  method: 'GET',
  path: PATH,
  hasBody: false,
  produces: 'json',
  queryOptions: ['select'],
  statuses: [200],
  permissions: readApps,
  async run({ keys, query, storeCall }, { installSummaries }) {
    const { mobileAppId = '' } = keys;
    const { selection } = readProjection(query, mobileAppInstallSummary);
    const counts = await installSummaries.count(mobileAppId, storeCall);
    return {
      kind: 'entity',
      change: 'none',
      type: mobileAppInstallSummary,
      path: pathOfSummary(mobileAppId),
      values: { id: mobileAppId, ...counts },
      version: undefined,
      selection,
      expanded: [],
    };
  },
};

/** @see https://learn.microsoft.com/graph/api/intune-apps-mobileappinstallsummary-update */
export const updateMobileAppInstallSummary: GraphOperation = {
  name: 'updateMobileAppInstallSummary',
  operationId: 'deviceAppManagement.mobileApps_UpdateInstallSummary',
  summary: 'Refuses to update the mobileAppInstallSummary of an app, which is counted from its statuses',
  method: 'PATCH',
  path: PATH,
  hasBody: false,
  produces: 'json',
  queryOptions: [],
  statuses: [405],
  permissions: readWriteApps,
  run: () => Promise.reject(graphError('summaryIsComputed', {}, { headers: { Allow: 'GET, HEAD' } })),
};

/**
 * The expansion of `installSummary`. Of one app among several it is null when its statuses are not counted yet, so that
 * it does not keep the others from being read; each request goes on with counting (docs/decisions/0010).
 */
export const installSummaryExpansion: Expansion = {
  type: mobileAppInstallSummary,
  isCollection: false,
  maxParents: MAX_EXPANDED,
  expand: (parents, _item, { services, storeCall }) =>
    Promise.all(
      parents.map(async ({ keys: { mobileAppId = '' } }) => {
        const path = pathOfSummary(mobileAppId);
        try {
          const counts = await services.installSummaries.count(mobileAppId, storeCall);
          return { kind: 'entity', path, values: { id: mobileAppId, ...counts }, version: undefined } as const;
        } catch (error) {
          if (parents.length === 1 || !isError(error, 'summaryNotReady')) throw error;
          return { kind: 'entity', path, values: null, version: undefined } as const;
        }
      }),
    ),
};

function pathOfSummary(mobileAppId: string): readonly NavigationStep[] {
  return [...pathOfApp(mobileAppId), { name: 'installSummary' }];
}
