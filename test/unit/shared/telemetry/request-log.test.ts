// One line a request, at the level it deserves.
import { logRequest, type RequestFacts } from '../../../../shared/telemetry/request-log.ts';

const facts: RequestFacts = {
  operation: 'getUserAppInstallStatus',
  method: 'GET',
  status: 200,
  durationMs: 12.345678,
  requestId: 'r-1',
  clientRequestId: 'c-1',
  callerAppId: 'app-1',
  requestCharge: 1,
};

function logged(changes: Partial<RequestFacts>): { readonly level: string; readonly line: string }[] {
  const lines: { level: string; line: string }[] = [];
  const to = (level: string) => (line: string) => {
    lines.push({ level, line });
  };
  logRequest({ info: to('info'), warn: to('warn'), error: to('error') }, { ...facts, ...changes });
  return lines;
}

describe('logRequest', () => {
  test('writes one line of JSON with every fact', () => {
    const lines = logged({});
    expect(lines).toHaveLength(1);
    expect(lines[0]?.line).not.toContain('\n');
    expect(JSON.parse(lines[0]?.line ?? '')).toEqual({ event: 'request', ...facts, durationMs: 12.35 });
  });

  test('adds code and reason of a failure', () => {
    const [entry] = logged({ status: 401, errorCode: 'InvalidAuthenticationToken', reason: 'expired' });
    expect(JSON.parse(entry?.line ?? '')).toMatchObject({ errorCode: 'InvalidAuthenticationToken', reason: 'expired' });
  });

  test('stays on one line whatever the client sent as its id', () => {
    expect(logged({ clientRequestId: 'a\nb\u2028' })[0]?.line.split('\n')).toHaveLength(1);
  });

  test.each([
    [200, 'info'],
    [201, 'info'],
    [400, 'info'],
    [404, 'info'],
    [409, 'info'],
    [401, 'warn'],
    [403, 'warn'],
    [429, 'warn'],
    [500, 'error'],
    [503, 'error'],
    [504, 'error'],
  ])('writes a %d as %s', (status, level) => {
    expect(logged({ status })[0]?.level).toBe(level);
  });

  test('writes a 503 for what is beyond the limit as warn: there are many of them at once', () => {
    expect(logged({ status: 503, error: 'overloaded' })[0]?.level).toBe('warn');
  });
});
