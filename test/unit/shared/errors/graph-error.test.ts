// The error type carries what the answer needs, and keeps the reason for the log apart from it.
import { GraphError } from '../../../../shared/errors/graph-error.ts';

describe('GraphError', () => {
  test('has nothing but status, code and message when nothing else is given', () => {
    const error = new GraphError(404, 'ResourceNotFound', 'Not there.');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'GraphError',
      status: 404,
      code: 'ResourceNotFound',
      message: 'Not there.',
      target: undefined,
      details: [],
      headers: {},
      reason: undefined,
      cause: undefined,
    });
  });

  test('keeps target, details, headers, reason and cause', () => {
    const cause = new Error('inside');
    const details = [{ code: 'BadRequest', message: 'Wrong.', target: 'id' }];
    const headers = { Allow: 'GET' };
    const error = new GraphError(405, 'x', 'y', { target: 'id', details, headers, reason: 'because', cause });
    expect(error).toMatchObject({ target: 'id', details, headers, reason: 'because', cause });
  });
});
