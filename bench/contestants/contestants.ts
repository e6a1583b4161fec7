// How the contestants' processes are started.
import { join } from 'node:path';
import { startBenchProcess, type BenchProcess } from '../bench-process.ts';
import type { LoadTarget } from '../load/load-generator.ts';
import { createBody, createPath, mobileAppId, type Surroundings } from '../surroundings.ts';
import { connectWorkerTarget } from '../worker/worker-client.ts';
import type { ControlAnswer, ControlRequest } from './control.ts';
import type { ContestantName } from './names.ts';
import type { ContestantSettings } from './settings.ts';

/** The route that the worker's host has matched for the create. */
export const matchedRoute = {
  route: 'POST beta/deviceAppManagement/mobileApps/{mobileAppId}/userStatuses',
  parameters: { mobileAppId },
};

/** A contestant that accepts requests. */
export interface Contestant {
  readonly name: ContestantName;
  readonly process: BenchProcess<ControlRequest, ControlAnswer>;
  readonly target: LoadTarget;
  stop(): void;
}

/**
 * Starts a contestant and waits until it listens.
 * @param name - which
 * @param surroundings - the store and the issuer that it talks to
 * @param app - the file that ours is loaded from
 * @throws Error when its process ends before it listens
 */
export async function startContestant(
  name: ContestantName,
  surroundings: Surroundings,
  app: string,
): Promise<Contestant> {
  const settings: ContestantSettings = { ...surroundings.settings, app };
  const process = startBenchProcess<ControlRequest, ControlAnswer>({
    args: [join(import.meta.dirname, `${name}.ts`), JSON.stringify(settings)],
    env: surroundings.contestantEnvironment,
  });
  const { url, invocationPort } = await process.next('listening');
  const target: LoadTarget = {
    name,
    origin: url,
    path: createPath,
    body: createBody,
    headers: () => [...surroundings.requestHeaders],
  };
  if (invocationPort === undefined) return { name, process, target, stop: process.stop };

  const workerTarget = await connectWorkerTarget(target, matchedRoute, invocationPort);
  const stop = (): void => {
    workerTarget.close();
    process.stop();
  };
  return { name, process, target: workerTarget, stop };
}
