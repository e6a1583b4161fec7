// An OData client that nobody here wrote: odata2ts reads $metadata of the running product and makes a client of it.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FetchClient } from '@odata2ts/http-client-fetch';

/** What the client gives back of an answer. */
export interface ClientResponse<Data> {
  readonly status: number;
  readonly data: Data;
}

/** Properties by name. */
export type Values = Readonly<Record<string, unknown>>;

/** What the client knows of a property: how to filter and to sort by it. */
export interface PropertyPath {
  eq(value: unknown): object;
  gt(value: unknown): object;
  descending(): object;
}

/** Builds the query options of a request. */
export interface QueryBuilder {
  filter(...expressions: object[]): QueryBuilder;
  orderBy(...expressions: object[]): QueryBuilder;
  select(...names: string[]): QueryBuilder;
  top(count: number): QueryBuilder;
  count(isCounted: boolean): QueryBuilder;
  expand(...names: string[]): QueryBuilder;
}

/** Says what is wanted; the properties are those that $metadata has. */
export type BuildQuery = (builder: QueryBuilder, properties: Readonly<Record<string, PropertyPath>>) => void;

/** A collection of the client. */
export interface ClientCollection {
  create(values: Values): Promise<ClientResponse<Values>>;
  query(build?: BuildQuery): Promise<ClientResponse<{ readonly value: readonly Values[] } & Values>>;
}

/** An entity of the client; the collections and single entities in it are functions of their names. */
export interface ClientEntity {
  query(build?: BuildQuery): Promise<ClientResponse<Values>>;
  patch(values: Values): Promise<ClientResponse<Values>>;
  delete(): Promise<ClientResponse<undefined>>;
}

/** A navigation property of many: the collection, or with a key one of it. */
export interface ClientNavigation<Entity = ClientEntity> {
  (): ClientCollection;
  (key: string): Entity;
}

/** The client of an app. */
export interface AppClient extends ClientEntity {
  readonly deviceStatuses: ClientNavigation;
  readonly userStatuses: ClientNavigation<ClientEntity & { readonly deviceStatuses: ClientNavigation }>;
  installSummary(): ClientEntity;
}

/** What was made of $metadata. */
export interface GeneratedClient {
  /** The enumerations: member names by member. */
  readonly enumerations: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly mobileApps: ClientNavigation<AppClient>;
  close(): void;
}

interface Service {
  deviceAppManagement(): { readonly mobileApps: ClientNavigation<AppClient> };
}

type ServiceClass = new (client: FetchClient, root: string) => Service;

const { resolve: locate } = createRequire(resolve('package.json'));

/**
 * Makes a client.
 * @param root - the service root: `http://127.0.0.1:7071/beta`; $metadata is fetched from there, without a token
 * @param token - the access token of the client's requests
 */
export async function generateClient(root: string, token: string): Promise<GeneratedClient> {
  const folder = mkdtempSync(join(tmpdir(), 'odata-client-'));
  const close = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // What is generated finds the client's run time here.
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    const compilerOptions = { module: 'commonjs', target: 'es2022', strict: true, skipLibCheck: true };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const files = ['--source', 'metadata.xml', '--output', 'client', '--emit-mode', 'js', '--service-name', 'graph'];
    const program = locate('@odata2ts/odata2ts/lib/run-cli.js');
    await promisify(execFile)(process.execPath, [program, '--source-url', root, ...files, '-n'], {
      cwd: folder,
      env: { ...process.env, NO_PROXY: '*', no_proxy: '*' },
    });
    const load = (name: string): Promise<object> => import(join(folder, 'client', name)) as Promise<object>;
    const { graphService } = (await load('graphService.js')) as { graphService: ServiceClass };
    const enumerations = { ...(await load('graphModel.js')) } as GeneratedClient['enumerations'];
    // Node's types know no `cache`, which the client's types therefore want.
    const client = new FetchClient({ headers: { authorization: `Bearer ${token}` }, cache: 'default' });
    const management = new graphService(client, root).deviceAppManagement();
    const mobileApps = ((key?: string) =>
      key === undefined ? management.mobileApps() : management.mobileApps(key)) as ClientNavigation<AppClient>;
    return { enumerations, mobileApps, close };
  } catch (error) {
    close();
    throw error;
  }
}
