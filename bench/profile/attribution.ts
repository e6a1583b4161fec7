// From a V8 CPU profile to "which package spends how much": each sample's time goes to the function that was running,
// and a second time to the package on whose behalf Node was running.
import type { Profiler } from 'node:inspector';

/** Where a frame of the profile comes from, as the source map tells. */
export interface FrameOrigin {
  /** `shared/store`, `@azure/cosmos`, `node`, `(garbage collector)`… */
  readonly owner: string;
  /** What the frame is called in the report: function and place. */
  readonly label: string;
}

/** Time by owner and by frame; shares of the time that the process was busy. */
export interface Attribution {
  /** Busy milliseconds, idle time left out. */
  readonly busyMilliseconds: number;
  /** Share by the owner of the function that was running. */
  readonly self: readonly Share[];
  /** Share by the nearest owner in the call stack that is not Node itself. */
  readonly onBehalf: readonly Share[];
  /** Share by function, the largest first. */
  readonly frames: readonly Share[];
}

/** A part of the busy time, between 0 and 1. */
export interface Share {
  readonly name: string;
  readonly share: number;
}

/** The owner of Node's own code. */
export const nodeOwner = 'node';

/**
 * Adds up a profile.
 * @param profile - as `Profiler.stop` gives it
 * @param originOf - finds where a frame comes from
 */
export function attribute(
  profile: Profiler.Profile,
  originOf: (frame: Profiler.ProfileNode['callFrame']) => FrameOrigin,
): Attribution {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])));
  const origins = new Map(profile.nodes.map((node) => [node.id, originOf(node.callFrame)]));
  const self = new Map<string, number>();
  const onBehalf = new Map<string, number>();
  const frames = new Map<string, number>();
  let busy = 0;

  for (const [id, microseconds] of selfTimes(profile)) {
    const origin = origins.get(id);
    if (origin === undefined || nodes.get(id)?.callFrame.functionName === '(idle)') continue;
    busy += microseconds;
    add(self, origin.owner, microseconds);
    add(frames, origin.label, microseconds);
    add(onBehalf, ownerOfStack(id, parents, origins), microseconds);
  }
  return {
    busyMilliseconds: busy / 1000,
    self: shares(self, busy),
    onBehalf: shares(onBehalf, busy),
    frames: shares(frames, busy),
  };
}

function selfTimes(profile: Profiler.Profile): Map<number, number> {
  const times = new Map<number, number>();
  profile.samples?.forEach((id, index) => {
    // A sample's time is the time until the next one.
    add(times, id, profile.timeDeltas?.[index + 1] ?? 0);
  });
  return times;
}

function ownerOfStack(
  leaf: number,
  parents: ReadonlyMap<number, number>,
  origins: ReadonlyMap<number, FrameOrigin>,
): string {
  for (let id: number | undefined = leaf; id !== undefined; id = parents.get(id)) {
    const owner = origins.get(id)?.owner;
    if (owner !== undefined && owner !== nodeOwner && owner !== '(root)') return owner;
  }
  return nodeOwner;
}

function add<Key>(sums: Map<Key, number>, key: Key, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

function shares(sums: ReadonlyMap<string, number>, whole: number): readonly Share[] {
  return [...sums]
    .map(([name, sum]) => ({ name, share: whole === 0 ? 0 : sum / whole }))
    .sort((one, other) => other.share - one.share);
}
