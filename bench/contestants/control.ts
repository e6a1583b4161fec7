// The part of a contestant's process that answers the benchmark. It talks over the process' own channel, so that
// nothing of it is seen on the measured port, and it reads the CPU clock inside the process, all threads included.
import { Session, type Profiler } from 'node:inspector';

/** Microseconds between two samples of a CPU profile. */
const profileInterval = 400;

/** What the benchmark asks of a contestant. */
export type ControlRequest =
  { readonly type: 'usage' | 'memory' } | { readonly type: 'profile-start' | 'profile-stop' };

/** What a contestant answers. */
export type ControlAnswer =
  | { readonly type: 'listening'; readonly url: string; readonly invocationPort?: number }
  | { readonly type: 'usage'; readonly cpuMicroseconds: number; readonly residentBytes: number }
  | { readonly type: 'memory'; readonly heapBytes: number }
  | { readonly type: 'profile'; readonly profile: Profiler.Profile | null };

function answer(message: ControlAnswer): void {
  process.send?.(message);
}

function answerUsage(): void {
  const { user, system } = process.cpuUsage();
  answer({ type: 'usage', cpuMicroseconds: user + system, residentBytes: process.memoryUsage.rss() });
}

/** What is left of the heap after everything was collected that can be. */
function answerMemory(): void {
  if (globalThis.gc === undefined) throw new Error('Memory is told by processes that run with --expose-gc only.');
  globalThis.gc();
  answer({ type: 'memory', heapBytes: process.memoryUsage().heapUsed });
}

const session = new Session();

function startProfile(): void {
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: profileInterval });
  session.post('Profiler.start', () => {
    answer({ type: 'profile', profile: null });
  });
}

function stopProfile(): void {
  session.post('Profiler.stop', (error, result) => {
    if (error !== null) throw error;
    session.disconnect();
    answer({ type: 'profile', profile: result.profile });
  });
}

/**
 * Tells the benchmark where this contestant listens, and answers its questions from then on. The process ends when
 * the benchmark does.
 * @param url - base URL without a slash at its end
 * @param invocationPort - where invocations are announced, for the contestant that goes the worker's way
 */
export function serveControl(url: string, invocationPort?: number): void {
  process.on('disconnect', () => process.exit());
  process.on('message', ({ type }: ControlRequest) => {
    if (type === 'profile-start') startProfile();
    else if (type === 'profile-stop') stopProfile();
    else if (type === 'memory') answerMemory();
    else answerUsage();
  });
  answer({ type: 'listening', url, ...(invocationPort === undefined ? {} : { invocationPort }) });
}
