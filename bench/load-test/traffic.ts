// Sends requests for a time, and sorts what comes back: served, refused as it should be, or a fault.
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';
import { type Answer, type LoadTarget, send } from '../load/load-generator.ts';

/** What became of the requests of a step. */
export interface Tally {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Answers 2xx, by microseconds. */
  readonly served: RecordableHistogram;
  /** Answers 503 with `Retry-After`, by microseconds. */
  readonly refused: RecordableHistogram;
  /** Everything else, by what it was, and how often. */
  readonly faults: ReadonlyMap<string, number>;
  /** Requests that were due and never sent, since each connection was waiting for an answer. */
  readonly unsent: number;
}

/** Sends requests over connections that stay open. */
export interface Traffic {
  /**
   * So many callers at once, each of whom sends the next request as soon as one is answered. Who is refused waits for as
   * long as `Retry-After` says.
   */
  atOnce(callers: number, seconds: number): Promise<Tally>;
  /** So many requests a second, whatever becomes of those before, as callers send them who do not know of each other. */
  perSecond(rate: number, seconds: number): Promise<Tally>;
  close(): Promise<void>;
}

/** How often it is looked whether requests are due, in milliseconds. */
const TICK_MS = 2;

/** Connections that are opened at once: a thousand would overflow what the kernel keeps for a listener. */
const OPENED_AT_ONCE = 32;

class Step {
  readonly served = createHistogram();
  readonly refused = createHistogram();
  readonly faults = new Map<string, number>();
  readonly #startedAt = performance.now();

  get elapsedSeconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  /** @returns when to come again, in seconds; undefined for who is not told to */
  async send(client: Client, target: LoadTarget): Promise<number | undefined> {
    const sentAt = performance.now();
    try {
      const answer = await send(client, target);
      return this.#sort(answer, target, Math.max(1, Math.round((performance.now() - sentAt) * 1000)));
    } catch (error) {
      this.#fault(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  tally(unsent = 0): Tally {
    const { served, refused, faults, elapsedSeconds: seconds } = this;
    return { seconds, served, refused, faults, unsent };
  }

  #sort({ status, retryAfter }: Answer, target: LoadTarget, microseconds: number): number | undefined {
    if (status === target.status) this.served.record(microseconds);
    else if (status === 503 && retryAfter !== undefined) {
      this.refused.record(microseconds);
      return Number(retryAfter);
    } else this.#fault(`${target.name}: ${status}`);
    return undefined;
  }

  #fault(what: string): void {
    this.faults.set(what, (this.faults.get(what) ?? 0) + 1);
  }
}

/**
 * Opens the way to the app.
 * @param origin - where it listens
 * @param nextTarget - what the next request is
 * @param connections - how many, each with one request at a time
 */
export async function createTraffic(
  origin: string,
  nextTarget: () => LoadTarget,
  connections: number,
): Promise<Traffic> {
  const clients = Array.from({ length: connections }, () => new Client(origin));
  for (let opened = 0; opened < connections; opened += OPENED_AT_ONCE) {
    await Promise.all(
      clients.slice(opened, opened + OPENED_AT_ONCE).map(async (client) => {
        const { body } = await client.request({ method: 'GET', path: '/health/live' });
        await body.dump();
      }),
    );
  }
  return {
    async atOnce(callers, seconds) {
      const step = new Step();
      const call = async (client: Client): Promise<void> => {
        while (step.elapsedSeconds < seconds) {
          const wait = await step.send(client, nextTarget());
          if (wait !== undefined) await delay(Math.min(wait, Math.max(0, seconds - step.elapsedSeconds)) * 1000);
        }
      };
      await Promise.all(clients.slice(0, callers).map(call));
      return step.tally();
    },
    async perSecond(rate, seconds) {
      const step = new Step();
      const idle = [...clients];
      let sent = 0;
      let unsent = 0;
      while (step.elapsedSeconds < seconds) {
        const due = Math.floor(step.elapsedSeconds * rate);
        for (; sent < due; sent++) {
          const client = idle.pop();
          if (client === undefined) break;
          void step.send(client, nextTarget()).then(() => idle.push(client));
        }
        unsent += due - sent;
        sent = due;
        await delay(TICK_MS);
      }
      while (idle.length < connections) await delay(TICK_MS);
      return step.tally(unsent);
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}
