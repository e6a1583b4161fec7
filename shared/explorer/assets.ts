// The files of the explorer, which lie beside the bundle: read when they are asked for and never before.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The names of the files that the page loads; each has its content's hash in it. */
export interface Assets {
  readonly scalar: string;
  readonly script: string;
  readonly style: string;
}

/** A file as it is sent. */
export interface Asset {
  readonly contentType: string;
  /** Compressed by Brotli (RFC 7932). */
  readonly body: Uint8Array;
}

/**
 * Reads which files there are.
 * @param folder - where the build has put them
 * @throws Error when they are not there
 */
export async function readAssets(folder: string): Promise<Assets> {
  return JSON.parse(await readFile(join(folder, 'assets.json'), 'utf8')) as Assets;
}

/**
 * Reads a file of the page, by its name.
 * @returns undefined for any other name
 */
export async function readAsset(folder: string, name: string): Promise<Asset | undefined> {
  if (!Object.values(await readAssets(folder)).includes(name)) return undefined;
  const contentType = name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
  return { contentType, body: await readFile(join(folder, `${name}.br`)) };
}
