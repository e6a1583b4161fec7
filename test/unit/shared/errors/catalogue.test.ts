// The catalogue is whole: every entry is a client or server error, is used, and leaves no placeholder in its message.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { catalogue, type ErrorName, graphError } from '../../../../shared/errors/catalogue.ts';
import { invalidEntity } from '../../../../shared/errors/invalid-entity.ts';

const names = Object.keys(catalogue) as ErrorName[];
const shared = resolve(__dirname, '../../../../shared');

function placeholdersOf(name: ErrorName): string[] {
  return [...catalogue[name].message.matchAll(/\{(\w+)\}/g)].map(([, placeholder]) => placeholder ?? '');
}

function makeError(name: ErrorName, args: Readonly<Record<string, string | number>>): ReturnType<typeof graphError> {
  const make = graphError as (name: ErrorName, args: Readonly<Record<string, string | number>>) => never;
  return make(name, args);
}

describe('the catalogue', () => {
  const sources = readdirSync(shared, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(shared, path), 'utf8'))
    .join('\n');

  test.each(names)('%s has a status of the 4xx or 5xx class, a code and a sentence', (name) => {
    const { status, code, message } = catalogue[name];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(code).toMatch(/^[A-Za-z_]+$/);
    expect(message).not.toBe('');
  });

  test.each(names)('%s is used', (name) => {
    expect(sources).toMatch(new RegExp(`graphError\\(\\s*'${name}'`));
  });

  test.each(names)('%s fills every placeholder of its message', (name) => {
    const placeholders = placeholdersOf(name);
    const error = makeError(
      name,
      Object.fromEntries(placeholders.map((placeholder) => [placeholder, `<${placeholder}>`])),
    );
    expect(error).toMatchObject({ status: catalogue[name].status, code: catalogue[name].code });
    for (const placeholder of placeholders) expect(error.message).toContain(`<${placeholder}>`);
    expect(error.message).not.toMatch(/[{}]/);
  });
});

describe('graphError', () => {
  test('takes arguments as they are: nothing in them is a placeholder or a replacement pattern', () => {
    const segment = '$& {segment} {id} $1';
    expect(graphError('unknownSegment', { segment }).message).toBe(`Resource not found for the segment '${segment}'.`);
  });

  test('writes numbers and passes options on', () => {
    const error = graphError('payloadTooLarge', { limit: 65_536 }, { reason: 'size' });
    expect(error.message).toContain('65536 bytes');
    expect(error).toMatchObject({ status: 413, reason: 'size' });
  });
});

describe('invalidEntity', () => {
  const faultAbout = (target: string): { code: string; target: string; message: string } => ({
    code: 'BadRequest',
    target,
    message: `'${target}' is wrong.`,
  });

  test('lets a single fault speak for itself', () => {
    const fault = faultAbout('userName');
    expect(invalidEntity([fault])).toMatchObject({
      status: 400,
      code: 'BadRequest',
      message: fault.message,
      target: 'userName',
      details: [fault],
    });
  });

  test('has no target when the single fault has none', () => {
    expect(invalidEntity([{ code: 'BadRequest', message: 'Wrong.' }]).target).toBeUndefined();
  });

  test('counts several faults, names them and lists them in details', () => {
    const faults = [faultAbout('a'), faultAbout('b')];
    const error = invalidEntity(faults);
    expect(error.message).toBe("The request body has 2 faults: 'a' is wrong. 'b' is wrong.");
    expect(error.target).toBeUndefined();
    expect(error.details).toEqual(faults);
  });

  test('keeps the message readable however many faults there are', () => {
    const faults = Array.from({ length: 500 }, (_, index) => faultAbout(`p${index}`));
    const error = invalidEntity(faults);
    expect(error.message).toContain('500 faults');
    expect(error.message).toMatch(/'p9' is wrong\. …$/);
  });
});
