// The requests under way: how many there may be, and waiting for them no longer than is good.
import { createInFlight } from '../../../../shared/http/in-flight.ts';

/** What a promise has come to so far. */
async function stateOf(promise: Promise<number>): Promise<number | 'waits'> {
  const turn = new Promise<'waits'>((resolve) => setImmediate(resolve, 'waits'));
  return Promise.race([promise, turn]);
}

test('so many are let in as may be under way, and another one for each that has ended', () => {
  const inFlight = createInFlight(2);
  expect([inFlight.begin(), inFlight.begin(), inFlight.begin(), inFlight.begin()]).toEqual([true, true, false, false]);
  // Those that were refused.
  inFlight.end();
  inFlight.end();
  expect(inFlight.begin()).toBe(false);
  inFlight.end();
  inFlight.end();
  expect(inFlight.begin()).toBe(true);
});

test('nothing is waited for where nothing runs, neither before nor after', async () => {
  const inFlight = createInFlight(2);
  expect(await inFlight.settled()).toBe(0);
  inFlight.begin();
  inFlight.end();
  expect(await inFlight.settled()).toBe(0);
});

test('the last request ends the wait, for everybody who waits', async () => {
  const inFlight = createInFlight(2);
  inFlight.begin();
  inFlight.begin();
  const settled = [inFlight.settled(), inFlight.settled()];
  inFlight.end();
  expect(await Promise.all(settled.map(stateOf))).toEqual(['waits', 'waits']);
  inFlight.end();
  expect(await Promise.all(settled)).toEqual([0, 0]);
});

test('what never ends is given up, and counted', async () => {
  const inFlight = createInFlight(2, 5);
  inFlight.begin();
  inFlight.begin();
  expect(await inFlight.settled()).toBe(2);
});
