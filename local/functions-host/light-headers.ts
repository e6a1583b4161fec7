// The request's headers as a function reads them, straight from node:http: a WHATWG `Headers` costs more than the rest of
// the request, so one is built only for what `get` and `has` cannot do.
import type { IncomingHttpHeaders } from 'node:http';

/** Looks and behaves like `Headers`. The server must join duplicates (`joinDuplicateHeaders`). */
export class LightHeaders implements Headers {
  readonly #received: IncomingHttpHeaders;
  #full: Headers | undefined;

  /** @param received - names in lower case, as node:http gives them */
  constructor(received: IncomingHttpHeaders) {
    this.#received = received;
  }

  get(name: string): string | null {
    if (this.#full !== undefined) return this.#full.get(name);
    // Object.prototype's members are no strings, so a header named `constructor` is not found by accident.
    const value: unknown = this.#received[name] ?? this.#received[name.toLowerCase()];
    if (typeof value === 'string') return value;
    return Array.isArray(value) ? value.join(', ') : null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  append(name: string, value: string): void {
    this.#complete().append(name, value);
  }

  delete(name: string): void {
    this.#complete().delete(name);
  }

  set(name: string, value: string): void {
    this.#complete().set(name, value);
  }

  getSetCookie(): string[] {
    return this.#complete().getSetCookie();
  }

  forEach(callback: (value: string, key: string, parent: Headers) => void, thisArg?: unknown): void {
    this.#complete().forEach((value, key) => {
      callback.call(thisArg, value, key, this);
    });
  }

  entries(): ReturnType<Headers['entries']> {
    return this.#complete().entries();
  }

  keys(): ReturnType<Headers['keys']> {
    return this.#complete().keys();
  }

  values(): ReturnType<Headers['values']> {
    return this.#complete().values();
  }

  [Symbol.iterator](): ReturnType<Headers[typeof Symbol.iterator]> {
    return this.entries();
  }

  #complete(): Headers {
    if (this.#full === undefined) {
      this.#full = new Headers();
      for (const [name, value] of Object.entries(this.#received)) {
        for (const each of [value ?? []].flat()) this.#full.append(name, each);
      }
    }
    return this.#full;
  }
}
