// The kinds of app that clients may name are those that Microsoft's own beta SDK knows.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { GraphError } from '../../../../../shared/errors/graph-error.ts';
import { readEntityForUpdate } from '../../../../../shared/odata/entity-reader.ts';
import type { EntityType } from '../../../../../shared/odata/entity-type.ts';
import { mobileApp } from '../../../../../shared/resources/mobile-app/definition.ts';
import { userAppInstallStatus } from '../../../../../shared/resources/user-app-install-status/definition.ts';

test('they are those that the SDK makes of an app in an answer', () => {
  const models = createRequire(resolve('package.json')).resolve('@microsoft/msgraph-beta-sdk/models/index.js');
  const [, reader = ''] = readFileSync(models, 'utf8').split('function createMobileAppFromDiscriminatorValue(');
  const [body = ''] = reader.split('\nexport ');
  const known = [...body.matchAll(/"#microsoft\.graph\.(\w+)"/g)].map(([, name = '']) => `microsoft.graph.${name}`);

  expect(known.length).toBeGreaterThan(30);
  expect([...(mobileApp.derivedTypes ?? [])].sort()).toEqual(known.sort());
});

const read = (type: EntityType, name: unknown): unknown => readEntityForUpdate(type, 'a1', { '@odata.type': name });

test.each(['#microsoft.graph.mobileApp', '#microsoft.graph.win32LobApp', 'microsoft.graph.win32LobApp'])(
  'an update of an app may name %s',
  (name) => {
    expect(read(mobileApp, name)).toEqual({});
  },
);

test.each(['#microsoft.graph.Win32LobApp', '#win32LobApp', '#microsoft.graph.entity', 1, null])(
  'an update of an app may not name %j',
  (name) => {
    expect(() => read(mobileApp, name)).toThrow(GraphError);
  },
);

test('a status is no app', () => {
  expect(() => read(userAppInstallStatus, '#microsoft.graph.win32LobApp')).toThrow(GraphError);
});
