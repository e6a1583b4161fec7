// The import rules hold, and each of them can fail.
import * as rules from './import-rules.ts';
import { readProject, sampleProject } from './source-module.ts';

const project = readProject();

/** For each rule, a sample that breaks it and what is said about that, and one that does not. */
interface Example {
  readonly rule: rules.Rule;
  readonly broken: Readonly<Record<string, string>>;
  readonly violations: readonly string[];
  readonly fine?: Readonly<Record<string, string>>;
}

const examples: Readonly<Record<string, Example>> = {
  'functions import the application and the Functions library only': {
    rule: rules.functionsKnowSharedOnly,
    broken: {
      'functions/a.ts': "import { x } from '../local/x.ts'; import yup from 'yup'; import '../test/y.ts';",
    },
    violations: [
      'functions/a.ts must not import local/x.ts',
      'functions/a.ts must not import yup',
      'functions/a.ts must not import test/y.ts',
    ],
    fine: { 'functions/a.ts': "import { app } from '@azure/functions'; import '../shared/b.ts'; import './c.ts';" },
  },
  'nothing in shared imports functions, local, bench or test': {
    rule: rules.sharedKnowsSharedOnly,
    broken: {
      'shared/a.ts': "import '../functions/x.ts'; export * from '../local/x.ts';",
      'shared/b/c.ts': "const x = await import('../../bench/x.ts'); type Y = import('../../test/y.ts').Y;",
    },
    violations: [
      'shared/a.ts must not import functions/x.ts',
      'shared/a.ts must not import local/x.ts',
      'shared/b/c.ts must not import bench/x.ts',
      'shared/b/c.ts must not import test/y.ts',
    ],
    fine: { 'shared/a/b.ts': "import '../c.ts'; import { object } from 'yup'; import 'node:crypto';" },
  },
  'nothing in local imports functions, deploy, bench or test': {
    rule: rules.localKnowsNoFunctions,
    broken: {
      'local/a.ts': "import '../functions/index.ts'; import type { T } from '../test/x.ts'; import '../deploy/b.ts';",
    },
    violations: [
      'local/a.ts must not import functions/index.ts',
      'local/a.ts must not import test/x.ts',
      'local/a.ts must not import deploy/b.ts',
    ],
    fine: { 'local/a.ts': "import './b.ts'; import '../shared/c.ts'; import 'selfsigned';" },
  },
  'what deploys the app imports nothing of it': {
    rule: rules.deployStandsAlone,
    broken: { 'deploy/a.ts': "import '../shared/a.ts'; import 'undici';" },
    violations: ['deploy/a.ts must not import shared/a.ts', 'deploy/a.ts must not import undici'],
    fine: { 'deploy/a.ts': "import './b.ts'; import '../build.mjs'; import 'node:fs';" },
  },
  'what runs in a browser imports nothing of what runs on Node': {
    rule: rules.explorerStandsAlone,
    broken: { 'explorer/a.ts': "import '../shared/a.ts'; import 'node:crypto';" },
    violations: ['explorer/a.ts must not import shared/a.ts', 'explorer/a.ts must not import node:crypto'],
    fine: { 'explorer/a.ts': "import './b.ts';" },
  },
  'only shared/store and local import @azure/cosmos': {
    rule: rules.cosmosOnlyInStore,
    broken: {
      'shared/app.ts': "import type { CosmosClient } from '@azure/cosmos';",
      'functions/a.ts': "require('@azure/cosmos/x');",
    },
    violations: ['shared/app.ts must not import @azure/cosmos', 'functions/a.ts must not import @azure/cosmos'],
    fine: {
      'shared/store/a.ts': "import '@azure/cosmos';",
      'local/a.ts': "import '@azure/cosmos';",
      'test/a.ts': "import '@azure/cosmos';",
    },
  },
  'only shared/telemetry/opentelemetry.ts imports OpenTelemetry': {
    rule: rules.openTelemetryInOneModule,
    broken: {
      'shared/telemetry/telemetry.ts': "import type { Span } from '@opentelemetry/api';",
      'shared/app.ts': "await import('@opentelemetry/sdk-trace');",
    },
    violations: [
      'shared/telemetry/telemetry.ts must not import @opentelemetry/api',
      'shared/app.ts must not import @opentelemetry/sdk-trace',
    ],
    fine: {
      'shared/telemetry/opentelemetry.ts': "import { trace } from '@opentelemetry/api';",
      'test/a.ts': "import '@opentelemetry/api';",
    },
  },
  'only the composition root imports shared/telemetry/opentelemetry.ts': {
    rule: rules.openTelemetryIsLoadedLate,
    broken: { 'shared/http/a.ts': "import '../telemetry/opentelemetry.ts';" },
    violations: ['shared/http/a.ts must not import shared/telemetry/opentelemetry.ts'],
    fine: { 'shared/app.ts': "await import('./telemetry/opentelemetry.ts');" },
  },
  'only shared/store imports @azure/identity': {
    rule: rules.identityOnlyInStore,
    broken: { 'local/a.ts': "await import('@azure/identity');", 'shared/storefront/a.ts': "import '@azure/identity';" },
    violations: [
      'local/a.ts must not import @azure/identity',
      'shared/storefront/a.ts must not import @azure/identity',
    ],
    fine: { 'shared/store/a.ts': "await import('@azure/identity');" },
  },
  'only shared/auth imports jsonwebtoken': {
    rule: rules.jsonwebtokenOnlyInAuth,
    broken: { 'shared/http/a.ts': "import jwt from 'jsonwebtoken';", 'local/a.ts': "import jwt from 'jsonwebtoken';" },
    violations: ['shared/http/a.ts must not import jsonwebtoken', 'local/a.ts must not import jsonwebtoken'],
    fine: { 'shared/auth/a.ts': "import jwt from 'jsonwebtoken';" },
  },
  'only shared/auth imports jwks-rsa': {
    rule: rules.jwksRsaOnlyInAuth,
    broken: { 'shared/health/a.ts': "import { JwksClient } from 'jwks-rsa';" },
    violations: ['shared/health/a.ts must not import jwks-rsa'],
    fine: { 'shared/auth/a.ts': "import { JwksClient } from 'jwks-rsa';" },
  },
  'shared knows of @azure/functions types only, and those in shared/http only': {
    rule: rules.functionsLibraryAsTypesOnly,
    broken: {
      'shared/http/a.ts': "import { type HttpRequest, HttpResponse } from '@azure/functions';",
      'shared/odata/a.ts': "import type { HttpRequest } from '@azure/functions';",
    },
    violations: [
      'shared/http/a.ts must not import @azure/functions',
      'shared/odata/a.ts must not import @azure/functions',
    ],
    fine: { 'shared/http/a.ts': "import { type HttpRequest } from '@azure/functions';" },
  },
  'shared/errors imports nothing': {
    rule: rules.errorsKnowNothing,
    broken: { 'shared/errors/a.ts': "import 'node:util'; import '../odata/key.ts';" },
    violations: [
      'shared/errors/a.ts must not import node:util',
      'shared/errors/a.ts must not import shared/odata/key.ts',
    ],
    fine: { 'shared/errors/a.ts': "import './b.ts';" },
  },
  'shared/odata imports nothing of Azure, HTTP or the store': {
    rule: rules.odataKnowsErrorsOnly,
    broken: {
      'shared/odata/a.ts': "import '../http/accept.ts'; import '../store/document-store.ts'; import 'node:http';",
    },
    violations: [
      'shared/odata/a.ts must not import shared/http/accept.ts',
      'shared/odata/a.ts must not import shared/store/document-store.ts',
      'shared/odata/a.ts must not import node:http',
    ],
    fine: { 'shared/odata/a.ts': "import 'yup'; import './b.ts'; import '../errors/c.ts';" },
  },
  'definitions of resources import nothing but OData': {
    rule: rules.definitionsKnowODataOnly,
    broken: { 'shared/resources/a/definition.ts': "import './operations.ts'; import '../../auth/permissions.ts';" },
    violations: [
      'shared/resources/a/definition.ts must not import shared/resources/a/operations.ts',
      'shared/resources/a/definition.ts must not import shared/auth/permissions.ts',
    ],
    fine: {
      'shared/resources/a/definition.ts': "import 'yup'; import '../../odata/x.ts'; import '../b/definition.ts';",
    },
  },
  'the store is seen by its port, but for the composition root': {
    rule: rules.storeIsItsPort,
    broken: {
      'shared/resources/a/operations.ts': "import '../../store/cosmos-document-store.ts';",
      'shared/health/a.ts': "import type { X } from '../store/http-client.ts';",
    },
    violations: [
      'shared/resources/a/operations.ts must not import shared/store/cosmos-document-store.ts',
      'shared/health/a.ts must not import shared/store/http-client.ts',
    ],
    fine: {
      'shared/app.ts': "import './store/cosmos-document-store.ts';",
      'shared/resources/operation.ts': "import '../store/document-store.ts';",
      'shared/store/a.ts': "import './b.ts';",
    },
  },
  'there are no circles': {
    rule: rules.noCircles,
    broken: {
      'shared/a.ts': "import './b.ts';",
      'shared/b.ts': "import type { C } from './c/c.ts';",
      'shared/c/c.ts': "export { x } from '../a.ts';",
      'shared/d.ts': "import './d.ts';",
    },
    violations: [
      'shared/a.ts → shared/b.ts → shared/c/c.ts → shared/a.ts is a circle',
      'shared/d.ts → shared/d.ts is a circle',
    ],
    fine: { 'shared/a.ts': "import './b.ts'; import './c.ts';", 'shared/b.ts': "import './c.ts';", 'shared/c.ts': '' },
  },
};

describe.each(Object.entries(examples))('%s', (_title, { rule, broken, violations, fine = {} }) => {
  test('in this project', () => {
    expect(rule(project)).toEqual([]);
  });

  test('and a project where it is not so is told', () => {
    expect(rule(sampleProject(broken))).toEqual(violations);
  });

  test('and a project where it is so is not', () => {
    expect(rule(sampleProject(fine))).toEqual([]);
  });
});

describe('the rules', () => {
  test('are all tried', () => {
    const tried = new Set(Object.values(examples).map(({ rule }) => rule));
    expect(Object.values(rules).filter((rule) => !tried.has(rule))).toEqual([]);
  });

  test('see the whole project', () => {
    const paths = new Set(project.map(({ path }) => path));
    for (const path of ['functions/index.ts', 'shared/app.ts', 'local/token.ts', 'deploy/package.ts', 'bench/run.ts']) {
      expect(paths).toContain(path);
    }
    for (const { imports } of project) {
      for (const { target, isOurs } of imports)
        if (isOurs && target.startsWith('shared/')) expect(paths).toContain(target);
    }
  });
});
