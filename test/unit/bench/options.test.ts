// The benchmark's command line.
import { readOptions } from '../../../bench/options.ts';

describe('readOptions', () => {
  test('compares everything by default, after at least 15,000 warm-up requests and with at least 11 cold starts', () => {
    const options = readOptions([]);
    expect(options).toMatchObject({ only: [], profile: false, strict: false, json: undefined });
    expect(options).toEqual(expect.objectContaining({ warmUp: 15_000, coldStarts: 11 }));
  });

  test('takes values and lists', () => {
    expect(readOptions(['--rounds', '3', '--requests=500', '--only', 'bare,ours', '--json', 'x.json'])).toMatchObject({
      rounds: 3,
      requests: 500,
      only: ['bare', 'ours'],
      json: 'x.json',
    });
  });

  test('knows when help is wanted', () => {
    expect(readOptions(['--help'])).toBe('help');
  });

  test.each([
    ['--rounds', '0'],
    ['--requests', 'many'],
    ['--connections', '1.5'],
    ['--cold-starts', '-1'],
  ])('names the option when its value is wrong: %s %s', (option, value) => {
    expect(() => readOptions([`${option}=${value}`])).toThrow(option);
  });

  test('refuses what it does not know', () => {
    expect(() => readOptions(['--fast'])).toThrow('--fast');
  });
});
