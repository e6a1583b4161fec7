// Writes are never lost and never doubled, whatever happens between the app and its store, and to the app itself.
// docs/faults.md says what is proven, and how a run is run again.
import { summaryOf } from '../support/fault-report.ts';
import { allFaults } from '../support/fault-plan.ts';
import { type FaultReport, proveFaults } from '../support/fault-run.ts';

const FAULTS = 2_000;

const { FAULT_SEED: givenSeed } = process.env;
const seed = givenSeed === undefined ? 1 + Math.floor(Math.random() * 1e8) : Number(givenSeed);

describe(`while the store fails and the app is killed (seed ${seed})`, () => {
  let report: FaultReport;

  beforeAll(async () => {
    report = await proveFaults({ seed, faults: FAULTS });
    // Not by console.log, whose lines jest surrounds with others.
    process.stderr.write(`${summaryOf(report)}\n`);
  }, 240_000);

  it('every acknowledged status is stored exactly once, no other was answered, and every answer is what it has to be', () => {
    expect(report.violations).toEqual([]);
  });

  it('at least 2,000 faults are injected, of every kind, before and after the store has heard of the request', () => {
    const sum = [...report.injected.values()].reduce((total, count) => total + count, 0);
    const names = allFaults.map(({ kind, side }) => `${kind}/${side}`);

    expect(sum).toBeGreaterThanOrEqual(FAULTS);
    expect([...report.injected.keys()]).toEqual(expect.arrayContaining(names));
    expect(report.injected.get('unknown name/before')).toBeGreaterThan(0);
    expect(report.injected.get('foreign certificate/before')).toBeGreaterThan(0);
    expect(report.kills).toBe(5);
  });

  it('there is traffic of all kinds, most of which gets through in the end', () => {
    for (const status of [0, 200, 201, 204, 429, 503, 504]) {
      expect([...report.answers.keys()]).toContain(status);
    }
    expect(report.acknowledged).toBeGreaterThan(200);
    expect(report.acknowledged).toBeGreaterThan(0.75 * report.statuses);
  });
});
