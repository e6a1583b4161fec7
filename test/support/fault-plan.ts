// Which fault a request of the app to its store meets: drawn from one seed, so that a run that failed can be run again.
import { createHash } from 'node:crypto';

/** What happens to a request; statuses are those of Cosmos. */
export type FaultKind = (typeof KINDS)[number]['kind'] | 'kill' | 'plainText';

/** Whether it happens ahead of the store, which hears nothing of the request, or behind it, when it has done its work. */
export type FaultSide = 'before' | 'after';

/** A fault. */
export interface Fault {
  readonly kind: FaultKind;
  readonly side: FaultSide;
}

/**
 * How often each kind is drawn, beside the others. Those that let the app wait for its own patience to end are rare.
 * `412` and `409` are what a request hears that reaches the store twice (`twice`).
 */
const KINDS = [
  { kind: '400', weight: 3 },
  { kind: '401', weight: 3 },
  { kind: '403', weight: 3 },
  { kind: '404', weight: 4 },
  { kind: '408', weight: 6 },
  { kind: '410', weight: 4 },
  { kind: '413', weight: 3 },
  { kind: '429', weight: 16 },
  { kind: '429 with a time', weight: 12 },
  { kind: '449', weight: 6 },
  { kind: '500', weight: 5 },
  { kind: '503', weight: 9 },
  { kind: 'end', weight: 10 },
  { kind: 'half', weight: 8 },
  { kind: 'silence', weight: 1.2 },
  { kind: 'twice', weight: 8, side: 'after' },
] as const satisfies readonly { readonly kind: string; readonly weight: number; readonly side?: FaultSide }[];

const TOTAL_WEIGHT = KINDS.reduce((sum, { weight }) => sum + weight, 0);

/** How many of the requests meet a fault. */
const FAULT_RATE = 0.45;

/** How many of the connections are answered in plain text instead of TLS. */
const PLAIN_TEXT_RATE = 0.04;

/** The faults of a run. */
export interface FaultPlan {
  /** The fault of a request, if it meets one. */
  faultOf(request: string): Fault | undefined;
  /** Whether the next connection is answered in TLS. */
  speaksTls(): boolean;
}

/**
 * Makes the plan. What a request meets depends on the seed, on what it asks for and how often that was asked for before,
 * and on nothing else; so it is the same in each run, whatever else goes on at the time. What is left to the scheduler of
 * the machine: in which order requests and connections arrive, so how many come until there are enough faults, and which of
 * the requests is that which the app is killed by, every so many faults.
 * @param faults - so many are injected; then the store is healthy
 * @param kills - so many of them are kills of the app, evenly among the others, by turns before and behind the store
 */
export function planFaults(seed: number, faults: number, kills: number): FaultPlan {
  const counts = new Map<string, number>();
  let injected = 0;
  let killed = 0;
  let connections = 0;

  return {
    faultOf(request) {
      const nth = counts.get(request) ?? 0;
      counts.set(request, nth + 1);
      if (injected >= faults) return undefined;
      const [rate, kind, side] = drawsOf(seed, request, nth);
      if (rate >= FAULT_RATE) return undefined;
      injected += 1;
      const isKill = injected > ((killed + 0.5) * faults) / kills;
      if (!isKill) return draw(kind, side);
      killed += 1;
      return { kind: 'kill', side: killed % 2 === 0 ? 'before' : 'after' };
    },
    speaksTls() {
      connections += 1;
      const [rate] = drawsOf(seed, 'connection', connections);
      if (injected >= faults || rate >= PLAIN_TEXT_RATE) return true;
      injected += 1;
      return false;
    },
  };
}

function draw(kindDraw: number, sideDraw: number): Fault {
  let left = kindDraw * TOTAL_WEIGHT;
  const drawn = KINDS.find(({ weight }) => (left -= weight) < 0) ?? KINDS[0];
  const side = 'side' in drawn ? drawn.side : sideDraw < 0.5 ? 'before' : 'after';
  return { kind: drawn.kind, side };
}

/** Every kind on every side that it has. */
export const allFaults: readonly Fault[] = [
  ...KINDS.flatMap(({ kind, ...rest }) => ('side' in rest ? [rest.side] : SIDES()).map((side) => ({ kind, side }))),
  ...SIDES().map((side) => ({ kind: 'kill', side }) as const),
  { kind: 'plainText', side: 'before' },
];

function SIDES(): readonly FaultSide[] {
  return ['before', 'after'];
}

type Draws = readonly [number, number, number, number];

/** Four numbers from 0 to 1 that look like chance, and are the same for the same seed and names. */
export function drawsOf(seed: number, ...names: readonly (string | number)[]): Draws {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...names]))
    .digest();
  const at = (index: number): number => digest.readUInt32BE(4 * index) / 2 ** 32;
  return [at(0), at(1), at(2), at(3)];
}

/** A UUID of seed and names. */
export function uuidFrom(seed: number, ...names: readonly (string | number)[]): string {
  const hex = createHash('sha256')
    .update(JSON.stringify(['uuid', seed, ...names]))
    .digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
