// Bodies for tests of the body reader, which tell how far they were read.
import type { BodySource } from '../../../../shared/http/request-body.ts';

/** A body source and what happened to it. */
export interface WatchedBody extends BodySource {
  /** Chunks that were taken from the stream. */
  readonly taken: () => number;
  readonly isCancelled: () => boolean;
  readonly isCollected: () => boolean;
}

/** Where and how a body comes. */
export interface BodyOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks?: readonly unknown[];
  /** Thrown by the stream behind the chunks, in place of its end. */
  readonly failure?: Error;
}

/** A JSON body that comes in chunks, or in one piece where its headers name a length. */
export function bodySource({ headers = {}, chunks = [], failure }: BodyOptions): WatchedBody {
  const received = new Headers({ 'content-type': 'application/json', ...headers });
  let taken = 0;
  let isCancelled = false;
  let isCollected = false;
  const body = new ReadableStream<unknown>(
    {
      pull(controller) {
        if (taken < chunks.length) controller.enqueue(chunks[taken++]);
        else if (failure !== undefined) controller.error(failure);
        else controller.close();
      },
      cancel() {
        isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return {
    headers: received,
    body,
    arrayBuffer() {
      isCollected = true;
      if (failure !== undefined) return Promise.reject(failure);
      const whole = Buffer.concat(chunks as Buffer[]);
      return Promise.resolve(whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.byteLength));
    },
    taken: () => taken,
    isCancelled: () => isCancelled,
    isCollected: () => isCollected,
  };
}
