// The light stand-in for a WHATWG `Request` that the library's `HttpRequest` reads from. What few functions use is left to
// a real `Request`, built when it is first asked for.
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { LightHeaders } from './light-headers.ts';
import { readBody, streamBody } from './request-body.ts';

/** As much of `Request` as the library reads. */
export class NodeRequest {
  readonly url: string;
  readonly method: string;
  readonly #message: IncomingMessage;
  #headers: LightHeaders | undefined;
  #isCollected = false;
  #stream: ReadableStream<Uint8Array> | undefined;
  #real: Request | undefined;

  constructor(message: IncomingMessage, url: string, method: string) {
    this.#message = message;
    this.url = url;
    this.method = method;
  }

  get headers(): LightHeaders {
    return (this.#headers ??= new LightHeaders(this.#message.headers));
  }

  get body(): ReadableStream<Uint8Array> | null {
    if (this.#real !== undefined) return this.#real.body;
    if (!this.#hasBody()) return null;
    return (this.#stream ??= streamBody(this.#message));
  }

  get bodyUsed(): boolean {
    if (this.#real !== undefined) return this.#real.bodyUsed;
    return (
      this.#isCollected || (this.#stream !== undefined && Readable.isDisturbed(this.#stream as unknown as Readable))
    );
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    if (this.#isStreamed()) return this.#fetchRequest().arrayBuffer();
    const { buffer, byteOffset, byteLength } = await this.#collect();
    const isWhole = byteLength === buffer.byteLength;
    return (isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
  }

  async text(): Promise<string> {
    if (this.#isStreamed()) return this.#fetchRequest().text();
    const body = await this.#collect();
    // Fetch §3.1.1 "UTF-8 decode" drops a byte order mark.
    return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.toString('utf8', 3) : body.toString('utf8');
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }

  async blob(): Promise<Blob> {
    return this.#fetchRequest().blob();
  }

  async formData(): Promise<FormData> {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the library offers it, so the host does
    return this.#fetchRequest().formData();
  }

  clone(): Request {
    return this.#fetchRequest().clone();
  }

  #isStreamed(): boolean {
    return this.#real !== undefined || this.#stream !== undefined;
  }

  async #collect(): Promise<Buffer> {
    // GET and HEAD have no body here, as in Azure; what a client sends all the same is discarded by the server.
    if (!this.#hasBody()) return Buffer.alloc(0);
    this.#assertNotCollected();
    this.#isCollected = true;
    return readBody(this.#message);
  }

  #fetchRequest(): Request {
    if (this.#real !== undefined) return this.#real;
    this.#assertNotCollected();
    const { url, method, body } = this;
    const init = { method, headers: [...this.headers] };
    return (this.#real = new Request(url, body === null ? init : { ...init, body, duplex: 'half' }));
  }

  #assertNotCollected(): void {
    if (this.#isCollected) throw new TypeError('Body is unusable: Body has already been read');
  }

  #hasBody(): boolean {
    return this.method !== 'GET' && this.method !== 'HEAD';
  }
}
