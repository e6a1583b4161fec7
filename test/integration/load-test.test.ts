// The load test runs through, in a few seconds: what its figures are worth so shortly is not asked.
import { startProgram } from '../support/program.ts';

it('loads the app to saturation, beyond it and steadily, and judges what it saw', async () => {
  const program = startProgram(process.execPath, [
    'bench/load-test/run.ts',
    ...['--minutes', '0.01', '--step-seconds', '0.1', '--limit', '8'],
  ]);

  const code = await program.ended;

  const printed = program.stdout();
  expect(program.stderr()).not.toMatch(/error|warning/i);
  expect(printed).toMatch(/^rising load .*\n-+.*\n1 at once +\d+ .*\n2 at once +\d+ /m);
  expect(printed).toMatch(/^32 at once +\d+ .* %/m);
  expect(printed.match(/^\d at once, \d+ /gm)).toHaveLength(20);
  expect(printed).toMatch(/^holds {2}no answer but 2xx, and 503 with Retry-After: no other$/m);
  expect(printed).toMatch(/^holds {2}only what is beyond the limit is refused: 0 within it, [1-9]\d* beyond$/m);
  expect(printed.match(/^(?:holds|FAILS) {2}/gm)).toHaveLength(6);
  expect(code).toBe(/^FAILS/m.test(printed) ? 1 : 0);
}, 120_000);
