// The benchmark's command line.
import { contestantNames } from '../../../bench/contestants/names.ts';
import { operationNames } from '../../../bench/operations.ts';
import { readOptions } from '../../../bench/options.ts';

describe('readOptions', () => {
  test('compares everything by default, after at least 15,000 warm-up requests and with at least 11 cold starts', () => {
    const options = readOptions([]);
    expect(options).toMatchObject({ profile: false, strict: false, json: undefined });
    expect(options).toMatchObject({ only: contestantNames, operations: operationNames });
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

  test('measures the operations that are named, in the order of the report', () => {
    expect(readOptions(['--operations', 'patch,get'])).toMatchObject({ operations: ['get', 'patch'] });
  });

  test('profiles our create unless something else is named', () => {
    expect(readOptions(['--profile'])).toMatchObject({ only: ['ours'], operations: ['create'] });
    expect(readOptions(['--profile', '--operations=list', '--only=cap'])).toMatchObject({
      only: ['cap'],
      operations: ['list'],
    });
  });

  test.each([
    ['--only', 'ours,express'],
    ['--operations', 'get,delete'],
  ])('names the option when it does not know a name: %s %s', (option, names) => {
    expect(() => readOptions([`${option}=${names}`])).toThrow(option);
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
