// What a path template leads to, in the model that $metadata is written from.
import { serviceModel } from '../../../../shared/metadata/service-model.ts';
import { targetOf } from '../../../../shared/openapi/target.ts';

const APP = '/deviceAppManagement/mobileApps/{mobileAppId}';
const STATUS = `${APP}/userStatuses/{userAppInstallStatusId}`;

test.each([
  ['/deviceAppManagement/mobileApps', 'collection', 'mobileApp', 'mobileApp'],
  [APP, 'entity', 'mobileApp', 'mobileApp'],
  [`${APP}/installSummary`, 'entity', 'mobileAppInstallSummary', 'mobileAppInstallSummary'],
  [`${APP}/userStatuses/$count`, 'count', 'userAppInstallStatus', 'userAppInstallStatus'],
  [`${STATUS}/deviceStatuses`, 'collection', 'mobileAppInstallStatus', 'mobileAppInstallStatus'],
  [`${STATUS}/app`, 'entity', 'mobileApp', 'userAppInstallStatus'],
  [`${STATUS}/app/$ref`, 'reference', 'mobileApp', 'userAppInstallStatus'],
])('%s', (path, kind, type, owner) => {
  expect(targetOf(path, serviceModel)).toMatchObject({ kind, type: { name: type }, owner: { name: owner } });
});

test.each(['/', '/$batch', '/$metadata', '/health/live'])('%s lies beside the resources', (path) => {
  expect(targetOf(path, serviceModel)).toEqual({ kind: 'service', type: undefined });
});

test('a path that leads out of the model is a mistake', () => {
  expect(() => targetOf(`${APP}/categories`, serviceModel)).toThrow("'categories' of the path");
});
