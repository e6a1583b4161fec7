// The query: what is supported is read, what is not is refused, what is not OData's is ignored.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { parseQueryOptions, toNextQuery } from '../../../../shared/http/query-options.ts';
import { thrownBy } from '../thrown.ts';

describe('parseQueryOptions', () => {
  test.each(['', 'x=1', 'code=secret', 'x', '&', '=', 'x=1&x=2', '@p=1', '%', '%zz=1'])(
    'finds nothing that concerns it in %j',
    (query) => {
      expect(parseQueryOptions(query, 'beta', [])).toEqual({ format: undefined, values: {} });
    },
  );

  test.each(['$format=json', '$FORMAT=json', '%24format=json', 'format=json', 'x=1&$format=json', '$format=%6a%73on'])(
    'reads the format of %s',
    (query) => {
      expect(parseQueryOptions(query, 'beta', []).format).toBe('json');
    },
  );

  test('decodes a plus sign and percent-encoded characters of the format', () => {
    expect(parseQueryOptions('$format=application%2Fjson%3Bodata.metadata%3Dfull', '', []).format).toBe(
      'application/json;odata.metadata=full',
    );
    expect(parseQueryOptions('$format=application/json;odata.metadata=full', '', []).format).toBe(
      'application/json;odata.metadata=full',
    );
  });

  test.each([
    '$filter',
    '$select',
    '$expand',
    '$top',
    '$skip',
    '$count',
    '$search',
    '$orderby',
    '$skiptoken',
    '$foo',
    '$',
  ])('refuses %s by name, in every version root', (option) => {
    for (const version of ['beta', 'v1.0', '']) {
      expect(thrownBy(() => parseQueryOptions(`x=1&${option}=1`, version, []))).toMatchObject({
        status: 400,
        code: 'BadRequest',
        target: option,
        message: `The query option '${option}' is not supported by this operation.`,
      });
    }
  });

  test.each(['%24filter=x', '$FILTER=x', '$filter', 'filter=x', 'Select=id', '%66ilter=x'])(
    'knows the system query option in %s',
    (query) => {
      expect(thrownBy(() => parseQueryOptions(query, 'beta', [])).status).toBe(400);
    },
  );

  test('takes names without $ for custom options in v1.0 only, as Graph does', () => {
    expect(parseQueryOptions('filter=x&format=xml', 'v1.0', [])).toEqual({ format: undefined, values: {} });
    expect(thrownBy(() => parseQueryOptions('filter=x', '', []))).toMatchObject({ target: 'filter' });
  });

  test.each(['$format=json&$format=json', '$format=json&format=json', '$format=&$format='])(
    'refuses a format that is given twice: %s',
    (query) => {
      expect(thrownBy(() => parseQueryOptions(query, 'beta', []))).toMatchObject({
        status: 400,
        target: '$format',
        message: "The query option '$format' is given more than once.",
      });
    },
  );

  test('does not send a long name back', () => {
    const error = thrownBy(() => parseQueryOptions(`$${'x'.repeat(5_000)}=1`, 'beta', []));
    expect(error.message.length).toBeLessThan(200);
    expect(error.target?.length).toBeLessThan(120);
  });

  test('throws nothing but a GraphError of status 400, whatever the query', () => {
    const piece = fc.constantFrom('$', 'filter', 'format', '=', '&', '%24', '%', '%ff', '+', 'json', ';');
    const query = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(query, (text) => {
        try {
          expect(typeof parseQueryOptions(text, 'beta', []).format).toMatch(/string|undefined/);
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });

  test('gives the options that the operation has, under one name, decoded', () => {
    const { format, values } = parseQueryOptions('%24Top=5&$format=json&x=1&filter=a%20eq+1', 'beta', [
      'top',
      'filter',
    ]);
    expect(format).toBe('json');
    expect(values).toMatchObject({ top: '5', filter: 'a eq 1' });
    expect(values).not.toHaveProperty('x');
  });

  test('refuses an option that is given twice under two spellings', () => {
    expect(thrownBy(() => parseQueryOptions('$top=1&top=1', 'beta', ['top']))).toMatchObject({ target: '$top' });
  });
});

describe('toNextQuery', () => {
  test('keeps what the client asked for, in its own spelling, but for the place to go on at', () => {
    expect(toNextQuery("%24filter=userName eq 'a%26b'&top=5&$SKIP=7&$skipToken=old&code=x y", 'beta', 'new')).toBe(
      "$filter=userName%20eq%20'a%26b'&top=5&code=x%20y&$skiptoken=new",
    );
  });

  test.each(['$skip=1', '%24SKIP=1', 'skip=1', '$skiptoken=x', 'SkipToken=x', '%24skiptoken=x&$skip=1'])(
    'drops the place that the request began at, in any spelling: %s',
    (query) => {
      expect(toNextQuery(`$top=2&${query}`, 'beta', 'new')).toBe('$top=2&$skiptoken=new');
    },
  );

  test('keeps a custom option of v1.0 that is called like a system query option elsewhere', () => {
    expect(toNextQuery('skip=1&$skip=2', 'v1.0', 'new')).toBe('skip=1&$skiptoken=new');
  });

  test('is the token alone when nothing was asked for', () => {
    expect(toNextQuery('', 'beta', 'new')).toBe('$skiptoken=new');
  });

  test('is read as the same options again, whatever their values', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const query = `$filter=${encodeURIComponent(value)}`;
        const { values } = parseQueryOptions(toNextQuery(query, 'beta', 'abc'), 'beta', ['filter', 'skiptoken']);
        expect(values).toEqual({ filter: value, skiptoken: 'abc' });
      }),
    );
  });
});
