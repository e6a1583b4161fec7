// What is remembered of apps that have their document: for a while, and not of all.
import { createKnownApps } from '../../../../../shared/resources/mobile-app/known-apps.ts';
import { createClock } from '../../../../support/clock.ts';

test('an app is known for a minute after it was last added', () => {
  const clock = createClock();
  const known = createKnownApps(clock.now);
  expect(known.has('a1')).toBe(false);
  known.add('a1');
  clock.advance(59_999);
  expect([known.has('a1'), known.has('A1'), known.has('a2')]).toEqual([true, false, false]);
  clock.advance(1);
  expect(known.has('a1')).toBe(false);
  known.add('a1');
  expect(known.has('a1')).toBe(true);
});

test('an app that was removed is forgotten at once', () => {
  const known = createKnownApps(createClock().now);
  known.add('a1');
  known.add('a2');
  known.forget('a1');
  known.forget('a3');
  expect([known.has('a1'), known.has('a2')]).toEqual([false, true]);
});

test('of more than a thousand apps those are forgotten that were added first', () => {
  const known = createKnownApps(createClock().now);
  for (let index = 0; index < 1_000; index += 1) known.add(`a${index}`);
  known.add('a0');
  expect([known.has('a0'), known.has('a1')]).toEqual([true, true]);
  known.add('one more');
  expect([known.has('a0'), known.has('a1'), known.has('a2'), known.has('one more')]).toEqual([true, false, true, true]);
});
