// Tells a person how a run of the fault proof went.
import { allFaults } from './fault-plan.ts';
import type { FaultReport } from './fault-run.ts';

/** One line, with what is needed to run it again. */
export function summaryOf(report: FaultReport): string {
  const { seed, faults, requests, kills, statuses, acknowledged, unanswered, violations, milliseconds } = report;
  return [
    `Fault proof, seed ${seed}: ${faults} faults in ${requests} requests of the store, ${kills} kills`,
    `${statuses} statuses sent, ${acknowledged} acknowledged, ${unanswered} stored without an answer`,
    `${violations.length} violations, ${(milliseconds / 1000).toFixed(1)} s`,
    `again by: npm run faults -- --seed ${seed} --faults ${faults}`,
  ].join('; ');
}

/** How often each fault was injected, on each side, and how often each status was heard. */
export function tableOf({ injected, answers }: FaultReport): string {
  const kinds = new Set([
    ...allFaults.map(({ kind }) => kind),
    ...[...injected.keys()].map((name) => partsOf(name).kind),
  ]);
  const count = (kind: string, side: string): string => String(injected.get(`${kind}/${side}`) ?? '').padStart(8);
  const rows = [...kinds].map((kind) => kind.padEnd(20) + count(kind, 'before') + count(kind, 'after'));
  const heard = [...answers].sort(([one], [other]) => one - other);
  return [
    `${'fault'.padEnd(20)}${'before'.padStart(8)}${'after'.padStart(8)}`,
    ...rows,
    '',
    'Answers that agents heard (0: the connection broke):',
    heard.map(([status, times]) => `${status}: ${times}`).join(', '),
  ].join('\n');
}

function partsOf(name: string): { readonly kind: string } {
  const [kind = ''] = name.split('/');
  return { kind };
}
