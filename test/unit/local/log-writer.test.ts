// The log writer of the local host: whole lines, in order, in few writes.
import { createLogWriter } from '../../../local/functions-host/log-writer.ts';

describe('the log of the local host', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  test('writes the lines of 50 ms at once', () => {
    const written: string[] = [];
    const { log } = createLogWriter((lines) => written.push(lines));
    log('information', 'a');
    log('error', 'b');
    expect(written).toEqual([]);
    jest.advanceTimersByTime(50);
    log('information', 'c');
    jest.advanceTimersByTime(50);
    expect(written).toEqual(['a\nb\n', 'c\n']);
  });

  test('writes what waits when it is flushed, once', () => {
    const written: string[] = [];
    const { log, flush } = createLogWriter((lines) => written.push(lines));
    flush();
    log('information', 'a');
    flush();
    jest.advanceTimersByTime(100);
    expect(written).toEqual(['a\n']);
  });

  test.each([
    [undefined, ['information', 'warning', 'error', 'critical', 'unheard of']],
    ['trace', ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'unheard of']],
    ['error', ['error', 'critical', 'unheard of']],
  ] as const)('with minimum %s writes %j', (minimum, expected) => {
    const written: string[] = [];
    const { log, flush } = createLogWriter((lines) => written.push(lines), minimum);
    for (const level of ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'unheard of']) {
      log(level, level);
    }
    flush();
    expect(written.join('').trim().split('\n')).toEqual(expected);
  });
});
