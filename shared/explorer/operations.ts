// The explorer: an interactive reference of the API, for people, beside the operations of the service. Where it is off there
// are no such operations.
import { graphError } from '../errors/catalogue.ts';
import type { AnonymousOperation } from '../resources/operation.ts';
import { readAsset, readAssets } from './assets.ts';
import { explorerPage, explorerPageHeaders, type ExplorerSignIn } from './page.ts';

/** What the explorer is made of. */
export interface Explorer {
  /** Where its files are. */
  readonly folder: string;
  readonly signIn: ExplorerSignIn | undefined;
}

/** A year in seconds: what has its content's hash in its name never changes (RFC 8246). */
const FOR_GOOD = 'public, max-age=31536000, immutable';

const COMMON = {
  method: 'GET',
  hasBody: false,
  produces: 'file',
  queryOptions: [],
  permissions: 'anonymous',
  isUnderVersion: false,
} as const;

/** The operations of the explorer. */
export function explorerOperations({ folder, signIn }: Explorer): readonly AnonymousOperation[] {
  return [
    {
      ...COMMON,
      name: 'getExplorer',
      operationId: 'explorer_GetPage',
      summary: 'The explorer: an interactive reference of the API',
      path: '/docs',
      statuses: [200],
      async run({ baseUrl }) {
        const basePath = new URL(baseUrl).pathname.replace(/\/$/, '');
        const body = explorerPage(await readAssets(folder), signIn, basePath);
        return { kind: 'file', contentType: 'text/html; charset=utf-8', body, headers: explorerPageHeaders(signIn) };
      },
    },
    {
      ...COMMON,
      name: 'getExplorerFile',
      operationId: 'explorer_GetFile',
      summary: 'A script or style of the explorer',
      path: '/docs/{file}',
      statuses: [200, 404],
      async run({ keys: { file = '' } }) {
        const asset = await readAsset(folder, file);
        // As where there is no explorer.
        if (asset === undefined) throw graphError('invalidVersion', { segment: 'docs' });
        return { kind: 'file', ...asset, headers: { 'Cache-Control': FOR_GOOD } };
      },
    },
  ];
}
