// `npm run bench -- --profile`: one profile of our create under load, added up by package.
import { writeFile } from 'node:fs/promises';
import type { Contestant } from '../contestants/contestants.ts';
import { createLoadGenerator } from '../load/load-generator.ts';
import type { BenchOptions } from '../options.ts';
import { formatTable } from '../report/table.ts';
import { attribute, type Share } from './attribution.ts';
import { createOriginFinder } from './frame-origin.ts';

/** How many functions the report names. */
const topFrames = 40;

/**
 * Profiles a contestant while it is under load, after the warm-up.
 * @param contestant - a running one
 * @param options - warm-up, requests and connections
 * @param root - the folder of the project
 * @param file - where the raw profile goes, for a profile viewer
 * @returns the report
 */
export async function profileContestant(
  contestant: Contestant,
  options: BenchOptions,
  root: string,
  file: string,
): Promise<string> {
  const generator = createLoadGenerator(contestant.target, options.connections);
  await generator.run(options.warmUp);
  await contestant.process.ask({ type: 'profile-start' }, 'profile');
  await generator.run(options.requests);
  const { profile } = await contestant.process.ask({ type: 'profile-stop' }, 'profile');
  await generator.close();
  if (profile === null) throw new Error('The contestant gave no profile.');
  await writeFile(file, JSON.stringify(profile));

  const { busyMilliseconds, self, onBehalf, frames } = attribute(profile, createOriginFinder(root));
  const microseconds = (busyMilliseconds * 1000) / options.requests;
  const rows = (shares: readonly Share[]): string[][] =>
    shares
      .filter(({ share }) => share >= 0.002)
      .map(({ name, share }) => [name, (share * microseconds).toFixed(1), `${(share * 100).toFixed(1)} %`]);
  return [
    `${contestant.name}: ${microseconds.toFixed(0)} µs of the main thread per request, the profiler's own cost included`,
    formatTable([['by package, with the Node code that it calls', 'µs', 'share'], ...rows(onBehalf)]),
    formatTable([['by package, its own code only', 'µs', 'share'], ...rows(self)]),
    formatTable([['by function', 'µs', 'share'], ...rows(frames.slice(0, topFrames))]),
    `The raw profile is in ${file}.`,
  ].join('\n\n');
}
