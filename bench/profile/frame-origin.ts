// Where a frame of a profile comes from: through the bundle's source map to the package or folder that wrote it.
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Profiler } from 'node:inspector';
import { nodeOwner, type FrameOrigin } from './attribution.ts';

type CallFrame = Profiler.ProfileNode['callFrame'];

/** What V8 calls the time that belongs to no function. */
const engineFrames = new Set(['(root)', '(program)', '(idle)', '(garbage collector)']);

/**
 * Makes the function that finds where frames come from.
 * @param root - the folder of the project, which paths are shown relative to
 */
export function createOriginFinder(root: string): (frame: CallFrame) => FrameOrigin {
  const maps = new Map<string, SourceMap | undefined>();
  return (frame) => {
    if (engineFrames.has(frame.functionName)) return { owner: frame.functionName, label: frame.functionName };
    const name = frame.functionName === '' ? '(anonymous)' : frame.functionName;
    // The only WebAssembly in these processes is the HTTP parser of undici.
    if (frame.url.startsWith('wasm:')) return { owner: 'undici', label: `${name}  undici's HTTP parser` };
    if (frame.url === '' || frame.url.startsWith('node:')) {
      return { owner: nodeOwner, label: `${name}  ${frame.url === '' ? 'native' : frame.url}` };
    }
    const place = original(frame, maps);
    const path = relative(root, place.file).replaceAll('\\', '/');
    return { owner: ownerOf(path), label: `${place.name ?? name}  ${shorten(path)}:${place.line}` };
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly name: string | undefined;
}

function original(frame: CallFrame, maps: Map<string, SourceMap | undefined>): Place {
  const file = frame.url.startsWith('file:') ? fileURLToPath(frame.url) : frame.url;
  if (!maps.has(file)) maps.set(file, readSourceMap(file));
  const entry = maps.get(file)?.findEntry(frame.lineNumber, frame.columnNumber);
  if (entry === undefined || !('originalSource' in entry)) return { file, line: frame.lineNumber + 1, name: undefined };
  // The types call it always a string; a segment without a name has none.
  const { name } = entry as { readonly name?: string };
  return { file: join(dirname(file), entry.originalSource), line: entry.originalLine + 1, name };
}

function readSourceMap(file: string): SourceMap | undefined {
  const mapFile = `${file}.map`;
  if (!existsSync(mapFile)) return undefined;
  return new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8')) as ConstructorParameters<typeof SourceMap>[0]);
}

/**
 * `node_modules/@azure/cosmos/dist/…` is `@azure/cosmos`, and so is `…/webpack:/@azure/functions/src/…` its package,
 * which was bundled before it was published; our own files are their folder.
 */
function ownerOf(path: string): string {
  const [, packagePath] = /.*(?:node_modules|webpack:)\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (packagePath !== undefined) return packagePath;
  return path.split('/').slice(0, -1).slice(0, 2).join('/');
}

function shorten(path: string): string {
  return path.replace(/.*(?:node_modules|webpack:)\//, '');
}
