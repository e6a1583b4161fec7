// Which traces are gone on with, and which begin anew (W3C Trace Context §3.2, §3.3, §4.3).
import { readTraceContext, type TraceContext } from '../../../../shared/telemetry/trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

function read(traceparent: string | null, tracestate: string | null = null): TraceContext | undefined {
  const headers: Readonly<Record<string, string | null>> = { traceparent, tracestate };
  return readTraceContext({ get: (name) => headers[name] ?? null });
}

describe('a traceparent', () => {
  test('is read', () => {
    expect(read(`00-${TRACE}-${SPAN}-01`)).toEqual({
      traceparent: `00-${TRACE}-${SPAN}-01`,
      traceId: TRACE,
      spanId: SPAN,
      flags: 1,
      tracestate: undefined,
    });
  });

  test('may say that nobody records', () => {
    expect(read(`00-${TRACE}-${SPAN}-00`)?.flags).toBe(0);
  });

  test.each([`cc-${TRACE}-${SPAN}-01`, `01-${TRACE}-${SPAN}-01-what-the-future-brings`])(
    'of a later version is gone on with in ours: %s',
    (header) => {
      expect(read(header)?.traceparent).toBe(`00-${TRACE}-${SPAN}-01`);
    },
  );

  test.each([
    ['is missing', null],
    ['is empty', ''],
    ['has the version that is none', `ff-${TRACE}-${SPAN}-01`],
    ['has a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['has a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['has upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['is too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['is no hexadecimal', `00-${TRACE.slice(1)}g-${SPAN}-01`],
    ['lacks its flags', `00-${TRACE}-${SPAN}`],
    ['goes on in version 00', `00-${TRACE}-${SPAN}-01-more`],
    ['goes on without a dash', `01-${TRACE}-${SPAN}-01more`],
    ['comes twice', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['has a line end', `00-${TRACE}-${SPAN}-01\n`],
  ])('that %s begins anew', (_what, header) => {
    expect(read(header, 'vendor=1')).toBeUndefined();
  });
});

describe('a tracestate', () => {
  test.each(['vendor=1,other=t61rcWkgMzE', 'x'.repeat(512)])('is passed on as it is: %s', (tracestate) => {
    expect(read(`00-${TRACE}-${SPAN}-01`, tracestate)?.tracestate).toBe(tracestate);
  });

  test.each(['', 'ü=1', 'a=1\r\nb: 2', 'x'.repeat(513)])('that is not safe to send is dropped: %j', (tracestate) => {
    const context = read(`00-${TRACE}-${SPAN}-01`, tracestate);
    expect(context).toMatchObject({ traceId: TRACE, tracestate: undefined });
  });
});
