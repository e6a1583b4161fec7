// How the contestants' processes are started.
import { join } from 'node:path';
import { startBenchProcess, type BenchProcess } from '../bench-process.ts';
import type { LoadTarget } from '../load/load-generator.ts';
import type { OperationName } from '../operations.ts';
import type { Surroundings } from '../surroundings.ts';
import { connectWorkerTarget } from '../worker/worker-client.ts';
import type { ControlAnswer, ControlRequest } from './control.ts';
import type { ContestantName } from './names.ts';
import { matchedRoute } from './requests.ts';
import type { ContestantSettings } from './settings.ts';
import { toTarget } from './target.ts';

/** A contestant of one operation: the process that answers it, and what it is sent. */
export interface Contestant {
  readonly name: ContestantName;
  readonly operation: OperationName;
  readonly process: BenchProcess<ControlRequest, ControlAnswer>;
  readonly target: LoadTarget;
}

/** A process that accepts requests. */
export interface ContestantProcess {
  /** One for each operation that it was started for. */
  readonly contestants: readonly Contestant[];
  stop(): void;
}

/** CAP's production settings; SQLite is still an experiment of Node's, which it would say with each start. */
const capOptions = { nodeOptions: ['--disable-warning=ExperimentalWarning'], env: { NODE_ENV: 'production' } };

/**
 * Starts a contestant and waits until it listens.
 * @param name - which
 * @param operations - what it will be asked for
 * @param surroundings - the store and the issuer that it talks to
 * @param app - the file that ours is loaded from
 * @throws Error when its process ends before it listens
 */
export async function startContestant(
  name: ContestantName,
  operations: readonly OperationName[],
  surroundings: Surroundings,
  app: string,
): Promise<ContestantProcess> {
  const settings: ContestantSettings = { ...surroundings.settings, app };
  const process = startBenchProcess<ControlRequest, ControlAnswer>({
    args: [join(import.meta.dirname, `${name}.ts`), JSON.stringify(settings)],
    ...(name === 'cap' ? capOptions : { env: surroundings.contestantEnvironment }),
  });
  const closings: (() => void)[] = [process.stop];
  const { url, invocationPort } = await process.next('listening');
  const contestants: Contestant[] = [];
  for (const operation of operations) {
    const target = toTarget(name, operation, url, surroundings.accessToken);
    if (invocationPort === undefined) {
      contestants.push({ name, operation, process, target });
      continue;
    }
    const workerTarget = await connectWorkerTarget(target, matchedRoute, invocationPort);
    closings.unshift(() => {
      workerTarget.close();
    });
    contestants.push({ name, operation, process, target: workerTarget });
  }
  const stop = (): void => {
    for (const close of closings) close();
  };
  return { contestants, stop };
}
