// In which form an answer is written: what the Accept header and $format ask for, or 406.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { negotiateFormat, negotiateFormatOf } from '../../../../shared/http/accept.ts';
import { thrownBy } from '../thrown.ts';

const chromium =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';

const minimal = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

function contentTypeFor(accept: string | null, format?: string): string {
  return negotiateFormat(accept, format).contentType;
}

function refusalOf(accept: string | null, format?: string): GraphError {
  return thrownBy(() => negotiateFormat(accept, format));
}

describe('negotiateFormat', () => {
  test.each([
    null,
    '',
    ' ',
    '*/*',
    'application/*',
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset=UTF8',
    'application/json;odata.metadata=minimal',
    'application/json;odata.streaming=true;IEEE754Compatible=false',
    'text/html, application/json',
    'application/json;q=0.001, text/html',
    chromium,
  ])('gives minimal metadata for %j, spelt as Graph spells it', (accept) => {
    expect(negotiateFormat(accept, undefined)).toEqual({
      metadata: 'minimal',
      isIeee754Compatible: false,
      contentType: minimal,
    });
  });

  test.each([
    ['application/json;odata.metadata=none', 'none'],
    ['application/json;odata.metadata=full', 'full'],
    ['application/json; ODATA.Metadata="Full"', 'full'],
    ['*/*;odata.metadata=none', 'none'],
    // The better quality, then the more specific range, then the first.
    ['application/json;odata.metadata=none;q=0.5,application/json;odata.metadata=full', 'full'],
    ['application/json;odata.metadata=none;q=0.5,application/json;odata.metadata=full;q=0.4', 'none'],
    ['*/*,application/json;odata.metadata=full', 'full'],
    ['application/*,application/json;odata.metadata=full', 'full'],
    ['application/json;odata.metadata=none,application/json;odata.metadata=full', 'none'],
    ['application/json;odata.metadata=full;q=0,application/json;odata.metadata=none', 'none'],
    ['application/json;odata.metadata=full;q=0.5,*/*', 'minimal'],
  ])('serves %s with metadata=%s', (accept, metadata) => {
    expect(negotiateFormat(accept, undefined).metadata).toBe(metadata);
    expect(contentTypeFor(accept)).toContain(`odata.metadata=${metadata};`);
  });

  test('repeats the parameters that were granted', () => {
    expect(contentTypeFor('application/json;IEEE754Compatible=true;odata.streaming=false')).toBe(
      'application/json;odata.metadata=minimal;odata.streaming=false;IEEE754Compatible=true;charset=utf-8',
    );
  });

  test.each([
    ['text/html', "'text/html' is not offered."],
    ['application/xml', 'not offered'],
    ['json', 'not offered'],
    ['application/json;odata.metadata=some', "the metadata level 'some' is unknown."],
    ['application/json;odata=verbose', "the format parameter 'odata' is unknown."],
    ['application/json;version=1', "the format parameter 'version' is unknown."],
    ['application/json;metadata=none', "the format parameter 'metadata' is unknown."],
    ['application/json;odata.streaming=maybe', 'must be true or false'],
    ['application/json;IEEE754Compatible=1', 'must be true or false'],
    ['application/json;charset=utf-16', "the charset 'utf-16' is not offered."],
    ['application/json;q=0', 'no offered media type matches.'],
    ['*/*;q=0', 'no offered media type matches.'],
    ['application/json;q=2', "the quality '2' is not a number from 0 to 1."],
    ['application/json;q=-1', 'the quality'],
    ['application/json;q=', 'the quality'],
    ['application/json;q=0x1', 'the quality'],
    ['application/json;q=1e0', 'the quality'],
    ['application/json;q=0.1234', 'the quality'],
    ['application/json=x', 'malformed'],
    ['application/json;odata.metadata="full', 'malformed'],
    ['"application/json"', 'malformed'],
  ])('refuses %s: %s', (accept, problem) => {
    expect(refusalOf(accept)).toMatchObject({
      status: 406,
      code: 'NotAcceptable',
      target: 'Accept',
      message: expect.stringContaining(problem) as string,
    });
  });

  // RFC 9110 §12.5.1: the most specific range decides, so JSON is what these clients do not want.
  test.each([
    'application/json;q=0, */*',
    '*/*, application/json;q=0',
    'application/*;q=0, */*',
    'application/json;q=0, application/*;q=0.5, */*;q=0.1',
  ])('does not let a wildcard overrule what %s excludes', (accept) => {
    expect(refusalOf(accept).status).toBe(406);
  });

  test('does not send a long header back', () => {
    expect(refusalOf(`${'x'.repeat(5_000)}/y`).message.length).toBeLessThan(600);
    expect(refusalOf(`application/json;${'x'.repeat(5_000)}=y`).message.length).toBeLessThan(600);
    expect(refusalOf(`application/json;charset=${'x'.repeat(5_000)}`).message.length).toBeLessThan(600);
  });

  test('answers from memory what it chose before, however many forms were asked for since', () => {
    const asked = (index: number): string => `application/json, x/y${index}`;
    for (let index = 0; index < 500; index += 1) expect(contentTypeFor(asked(index))).toBe(minimal);
    expect(contentTypeFor(asked(0))).toBe(minimal);
  });

  test('throws nothing but 406, whatever the header', () => {
    const piece = fc.constantFrom(
      'application/json',
      '*/*',
      ';',
      'q=',
      '0.5',
      ',',
      '"',
      'odata.metadata=',
      'full',
      '=',
    );
    const header = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(header, (accept) => {
        try {
          expect(contentTypeFor(accept)).toMatch(/^application\/json;odata\.metadata=(none|minimal|full);/);
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
          expect(error).toMatchObject({ status: 406 });
        }
      }),
    );
  });
});

describe('$format', () => {
  test.each([
    ['json', 'minimal'],
    ['JSON', 'minimal'],
    ['application/json', 'minimal'],
    ['application/json;odata.metadata=full', 'full'],
  ])('%s overrides the Accept header', (format, metadata) => {
    expect(negotiateFormat('application/json;odata.metadata=none', format).metadata).toBe(metadata);
    expect(negotiateFormat('text/html', format).metadata).toBe(metadata);
  });

  test.each(['xml', 'atom', 'text/html', 'application/json;odata.metadata=some', ''])(
    '%j is refused, whatever the Accept header',
    (format) => {
      expect(refusalOf('application/json', format)).toMatchObject({ status: 406, target: '$format' });
    },
  );
});

describe('negotiateFormatOf', () => {
  test('heeds the Accept header for JSON only', () => {
    expect(negotiateFormatOf('json', 'application/json;odata.metadata=full', undefined).metadata).toBe('full');
    expect(thrownBy(() => negotiateFormatOf('json', 'application/xml', undefined))).toMatchObject({ status: 406 });
    for (const produces of ['text', 'xml'] as const) {
      for (const accept of ['application/json', 'text/html', 'malformed;', '', null]) {
        expect(negotiateFormatOf(produces, accept, undefined).contentType).toBe(minimal);
      }
    }
  });

  test.each(['xml', 'XML', 'application/xml', 'application/xml;charset=utf-8', ' application/xml; charset="UTF-8" '])(
    'lets XML be asked for by $format=%s',
    (format) => {
      expect(() => negotiateFormatOf('xml', null, format)).not.toThrow();
    },
  );

  test.each(['text', 'TEXT', 'text/plain', 'text/plain;charset=utf-8', ' text/plain; charset="UTF-8" '])(
    'lets a count be asked for by $format=%s',
    (format) => {
      expect(() => negotiateFormatOf('text', null, format)).not.toThrow();
    },
  );

  test.each(['json', 'application/json', '', 'xml', 'text/plain;charset=utf-16', 'text/html', 'texts'])(
    'refuses $format=%s where there is only a number',
    (format) => {
      expect(thrownBy(() => negotiateFormatOf('text', 'text/plain', format))).toMatchObject({
        status: 406,
        target: '$format',
        message: `None of the formats in '${format}' can be served: a count is plain text. Ask for text/plain.`,
      });
    },
  );

  test.each(['json', 'application/json', '', 'xml;', 'application/xml;charset=utf-16', 'atom', 'xmlx'])(
    'refuses $format=%s where there is only XML',
    (format) => {
      expect(thrownBy(() => negotiateFormatOf('xml', 'application/xml', format))).toMatchObject({
        status: 406,
        target: '$format',
        message: `None of the formats in '${format}' can be served: the metadata document is XML. Ask for application/xml.`,
      });
    },
  );
});
