// Reads a request's body from node:http without a WHATWG stream where none is asked for.
import type { IncomingMessage } from 'node:http';
import { askForBody } from './expect-continue.ts';

/** What Kestrel accepts by default under the Functions host: 100 MB. */
export const MAX_BODY_BYTES = 104_857_600;

/** A body was longer than {@link MAX_BODY_BYTES}. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';

  constructor() {
    super(`The request body is longer than ${MAX_BODY_BYTES} bytes.`);
  }
}

/**
 * Collects the body.
 * @throws the connection's error, or one that says so, when the client goes away before the body is whole
 * @throws BodyTooLargeError
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  askForBody(request);
  // A small body has usually come with the headers: then there is nothing to wait for.
  const received = request.read() as Buffer | null;
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (received !== null && received.length === length) return Promise.resolve(received);
  return collect(request, received === null ? [] : [received]);
}

function collect(request: IncomingMessage, chunks: Buffer[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const settle = watchBody(request, {
      onChunk: (chunk) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size <= MAX_BODY_BYTES) return;
        settle();
        request.pause();
        reject(new BodyTooLargeError());
      },
      onEnd: () => {
        const [first] = chunks;
        resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, size));
      },
      onError: reject,
    });
  });
}

/**
 * The body as a WHATWG stream. Unlike `Readable.toWeb`, cancelling it leaves the connection alone, so that a function
 * which has read enough can still answer.
 */
export function streamBody(request: IncomingMessage): ReadableStream<Uint8Array> {
  let settle: (() => void) | undefined;
  let size = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        askForBody(request);
        settle ??= watchBody(request, {
          onChunk: (chunk) => {
            size += chunk.length;
            // A copy of the view's type only: the stream hands out plain byte arrays.
            controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
            if (size > MAX_BODY_BYTES) {
              settle?.();
              controller.error(new BodyTooLargeError());
            }
            if ((controller.desiredSize ?? 0) <= 0) request.pause();
          },
          onEnd: () => {
            controller.close();
          },
          onError: (error) => {
            controller.error(error);
          },
        });
        request.resume();
      },
      cancel: () => {
        settle?.();
        request.pause();
      },
    },
    { highWaterMark: 0 },
  );
}

interface BodyWatcher {
  readonly onChunk: (chunk: Buffer) => void;
  readonly onEnd: () => void;
  readonly onError: (error: Error) => void;
}

/** Starts the flow of the body and returns what stops watching it; of end and error, one comes, once. */
function watchBody(request: IncomingMessage, watcher: BodyWatcher): () => void {
  const settle = (): void => {
    request.off('data', watcher.onChunk).off('end', onEnd).off('error', onError).off('close', onClose);
  };
  const onEnd = (): void => {
    settle();
    watcher.onEnd();
  };
  const onError = (error: Error): void => {
    settle();
    watcher.onError(error);
  };
  const onClose = (): void => {
    onError(new Error('The client went away before the request body was whole.'));
  };
  if (request.readableEnded) {
    queueMicrotask(watcher.onEnd);
    return settle;
  }
  if (request.destroyed) {
    queueMicrotask(onClose);
    return settle;
  }
  request.on('data', watcher.onChunk).on('end', onEnd).on('error', onError).on('close', onClose);
  return settle;
}
