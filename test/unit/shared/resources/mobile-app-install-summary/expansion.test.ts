// $expand=installSummary where an app has so many statuses that counting them is not finished.
import { graphError } from '../../../../../shared/errors/catalogue.ts';
import { installSummaryExpansion } from '../../../../../shared/resources/mobile-app-install-summary/operations.ts';
import { emptyTally } from '../../../../../shared/resources/mobile-app-install-summary/tally.ts';
import type { ExpandedProperty, Services } from '../../../../../shared/resources/operation.ts';
import type { StoredDocument } from '../../../../../shared/store/document-store.ts';
import { createServices } from '../../services.ts';

const { counts } = emptyTally();

function expand(
  apps: readonly string[],
  count: Services['installSummaries']['count'],
): Promise<readonly ExpandedProperty['value'][]> {
  const parents = apps.map((mobileAppId) => ({ keys: { mobileAppId }, document: {} as StoredDocument }));
  const item = { name: 'installSummary', selection: undefined, top: undefined };
  const services = createServices({ installSummaries: { count } });
  return installSummaryExpansion.expand(parents, item, { services, storeCall: { requestCharge: 0 } });
}

const bigIsNotReady: Services['installSummaries']['count'] = (mobileAppId) =>
  mobileAppId === 'big' ? Promise.reject(graphError('summaryNotReady', {})) : Promise.resolve(counts);

test('it is null for one app among several, and the others have theirs', async () => {
  const expanded = await expand(['small', 'big', 'other'], bigIsNotReady);
  expect(expanded).toMatchObject([
    { values: { id: 'small', ...counts } },
    { kind: 'entity', values: null },
    { values: { id: 'other', ...counts } },
  ]);
});

test('an app alone is waited for by asking again', async () => {
  await expect(expand(['big'], bigIsNotReady)).rejects.toMatchObject({ status: 503 });
});

test('another failure is the answer', async () => {
  const failing = (): Promise<never> => Promise.reject(graphError('storeThrottled', {}));
  await expect(expand(['small', 'other'], failing)).rejects.toMatchObject({ status: 429 });
});
