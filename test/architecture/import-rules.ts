// What may import what. Each rule gives the violations that it finds, as sentences.
import type { ModuleImport, SourceModule } from './source-module.ts';

/** A rule: no violations, or a sentence for each. */
export type Rule = (modules: readonly SourceModule[]) => string[];

const isIn = (path: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`));

/** Benchmarks and tests may import anything. */
const isProduct = ({ path }: SourceModule): boolean => !isIn(path, 'bench', 'test');

const isBuiltIn = ({ target }: ModuleImport): boolean => target.startsWith('node:');

const isDefinition = (path: string): boolean => /^shared\/resources\/.+\/(?:definition|enumerations)\.ts$/.test(path);

/** The modules that the rule is about may import only what it allows. */
function only(
  isConcerned: (module: SourceModule) => boolean,
  isAllowed: (item: ModuleImport, module: SourceModule) => boolean,
): Rule {
  return (modules) =>
    modules
      .filter(isConcerned)
      .flatMap((module) =>
        module.imports
          .filter((item) => !isAllowed(item, module))
          .map(({ target }) => `${module.path} must not import ${target}`),
      );
}

/** A package that only some folders may import. */
function packageOnlyIn(name: string, ...folders: readonly string[]): Rule {
  return only(
    (module) => isProduct(module) && !isIn(module.path, ...folders),
    ({ target }) => target !== name,
  );
}

/** Functions know the application and the Functions library. */
export const functionsKnowSharedOnly = only(
  ({ path }) => isIn(path, 'functions'),
  (item) => isBuiltIn(item) || item.target === '@azure/functions' || isIn(item.target, 'shared', 'functions'),
);

/** What is shared stands by itself. */
export const sharedKnowsSharedOnly = only(
  ({ path }) => isIn(path, 'shared'),
  (item) => !item.isOurs || isIn(item.target, 'shared'),
);

/** The local stack loads the compiled functions, as a host does, and never their sources. */
export const localKnowsNoFunctions = only(
  ({ path }) => isIn(path, 'local'),
  ({ target }) => !isIn(target, 'functions', 'deploy', 'bench', 'test'),
);

/** What deploys the app has to do with it over HTTP and by its build alone, as anybody else who deploys it. */
export const deployStandsAlone = only(
  ({ path }) => isIn(path, 'deploy'),
  (item) => isBuiltIn(item) || isIn(item.target, 'deploy') || item.target === 'build.mjs',
);

/** What runs in a browser has nothing of what runs on Node. */
export const explorerStandsAlone = only(
  ({ path }) => isIn(path, 'explorer'),
  ({ target }) => isIn(target, 'explorer'),
);

/** Only the store knows Cosmos; the local stack starts one. */
export const cosmosOnlyInStore = packageOnlyIn('@azure/cosmos', 'shared/store', 'local');

/** Only the store signs in to Azure. */
export const identityOnlyInStore = packageOnlyIn('@azure/identity', 'shared/store');

/** Only the verification of access tokens knows JWTs. */
export const jsonwebtokenOnlyInAuth = packageOnlyIn('jsonwebtoken', 'shared/auth');

/** Only the signing keys know key sets. */
export const jwksRsaOnlyInAuth = packageOnlyIn('jwks-rsa', 'shared/auth');

/** Only the telemetry behind its port knows OpenTelemetry. */
export const openTelemetryInOneModule = only(
  (module) => isProduct(module) && module.path !== 'shared/telemetry/opentelemetry.ts',
  ({ target }) => !target.startsWith('@opentelemetry/'),
);

/** OpenTelemetry is not loaded with the rest: nothing but the composition root imports it, when it is configured. */
export const openTelemetryIsLoadedLate = only(
  (module) => isProduct(module) && module.path !== 'shared/app.ts',
  ({ target }) => target !== 'shared/telemetry/opentelemetry.ts',
);

/** Of the Functions library the application knows types, and those only where HTTP is. */
export const functionsLibraryAsTypesOnly = only(
  ({ path }) => isIn(path, 'shared'),
  ({ target, isTypeOnly }, { path }) => target !== '@azure/functions' || (isTypeOnly && isIn(path, 'shared/http')),
);

/** The ground floor. */
export const errorsKnowNothing = only(
  ({ path }) => isIn(path, 'shared/errors'),
  ({ target }) => isIn(target, 'shared/errors'),
);

/** OData knows neither Azure nor HTTP nor the store; of Node it needs a hash, for the checksums of skip tokens. */
export const odataKnowsErrorsOnly = only(
  ({ path }) => isIn(path, 'shared/odata'),
  ({ target }) => target === 'yup' || target === 'node:crypto' || isIn(target, 'shared/odata', 'shared/errors'),
);

/** A definition is data: other features read it without anything that runs. */
export const definitionsKnowODataOnly = only(
  ({ path }) => isDefinition(path),
  ({ target }) => target === 'yup' || isIn(target, 'shared/odata') || isDefinition(target),
);

/** Outside the store and the composition root, the store is its port. */
export const storeIsItsPort = only(
  ({ path }) => isIn(path, 'shared') && !isIn(path, 'shared/store') && path !== 'shared/app.ts',
  ({ target }) => !isIn(target, 'shared/store') || target === 'shared/store/document-store.ts',
);

/** Nothing imports itself, not even by a detour and not even for types. */
export const noCircles: Rule = (modules) => {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) circles.push(`${[...trail.slice(start), path].join(' → ')} is a circle`);
    if (start >= 0 || done.has(path)) return;
    for (const { target, isOurs } of byPath.get(path)?.imports ?? []) if (isOurs) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of modules) visit(path, []);
  return circles;
};
