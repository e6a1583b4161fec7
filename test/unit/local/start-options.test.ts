// What `npm start` takes on its command line, and where it does not write made-up data.
import type { StackSettings } from '../../../local/settings.ts';
import { readStartOptions, requireSampleCanBeWritten, startHelp } from '../../../local/start-options.ts';

describe('the options of npm start', () => {
  test.each([
    [[], { help: false, sample: false }],
    [['--sample'], { help: false, sample: true }],
    [['--help'], { help: true, sample: false }],
    [['-h', '--sample'], { help: true, sample: true }],
  ])('%j', (args, options) => {
    expect(readStartOptions(args, {})).toEqual(options);
  });

  test.each([
    [['--smaple'], '--smaple'],
    [['--sample=3'], '--sample=3'],
    [['sample'], 'sample'],
    [['--sample', '-x', '7'], '-x 7'],
  ])('%j is told, with the options that there are', (args, wrong) => {
    expect(() => readStartOptions(args, {})).toThrow(
      `"${wrong}" is no option. There are --sample and --help; ports and the like are set by environment variables.`,
    );
  });

  test.each([
    ['start', 'npm start -- --sample'],
    ['start:func', 'npm run start:func -- --sample'],
  ])('that npm takes for its own are told, with how to pass them on: npm run %s', (script, command) => {
    const environment = { npm_config_sample: 'true', npm_lifecycle_event: script };
    expect(() => readStartOptions([], environment)).toThrow(
      `npm kept --sample to itself. Two dashes pass it on: ${command}`,
    );
    expect(readStartOptions(['--sample'], environment)).toMatchObject({ sample: true });
  });

  test('are all in the help', () => {
    const help = startHelp('npm start', 'Runs it.');
    expect(help).toMatch(/^Usage: npm start -- \[options\]\n\nRuns it\.\n\n {2}--sample .*\n {2}--help /);
  });
});

describe('the sample', () => {
  const settings = (emulatorKey: string | undefined, issuerPort: number | undefined): StackSettings =>
    ({
      cosmos: { endpoint: 'https://account.documents.azure.com', emulatorKey },
      entra: { authority: 'https://login.microsoftonline.com', issuerPort },
    }) as StackSettings;

  test('is written to an emulator on this machine, with a token of the local issuer', () => {
    expect(() => {
      requireSampleCanBeWritten(settings('key', 7072));
    }).not.toThrow();
  });

  test.each([
    [
      'an account',
      undefined,
      7072,
      /^--sample cannot be done\. COSMOS_ENDPOINT is https:\/\/account\.documents\.azure\.com/,
    ],
    [
      'another issuer',
      'key',
      undefined,
      /^--sample cannot be done\. ENTRA_AUTHORITY is https:\/\/login\.microsoftonline\.com/,
    ],
    ['both', undefined, undefined, /COSMOS_ENDPOINT[^]*\nENTRA_AUTHORITY/],
  ])('is refused with %s', (_with, emulatorKey, issuerPort, message) => {
    expect(() => {
      requireSampleCanBeWritten(settings(emulatorKey, issuerPort));
    }).toThrow(message);
  });
});
