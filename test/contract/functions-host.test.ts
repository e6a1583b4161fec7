// The local host around the requests: hooks, TLS, its end, and that it serves what was registered, no more and no less.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, type HttpHandler } from '@azure/functions';
import { Agent, request } from 'undici';
import { ensureCertificate } from '../../local/certificate.ts';
import {
  log as coreLog,
  registerHook,
  setSystemLog,
  takeRegistrations,
} from '../../local/functions-host/functions-core.ts';
import { named, startApp } from '../support/functions-app.ts';
import { open } from '../support/raw-http.ts';

describe('hooks', () => {
  test('run at the start, around each invocation and at the end', async () => {
    const calls: string[] = [];
    const hooks = [
      app.hook.appStart((context) => {
        calls.push('start');
        context.hookData.started = true;
      }),
      app.hook.preInvocation((context) => {
        calls.push(`before ${context.invocationContext.functionName}`);
        context.hookData.seen = 'by the second hook';
        const inner = context.functionHandler;
        context.functionHandler = async (...args) => {
          const result: unknown = await inner(...args);
          return { ...(result as object), status: 201 };
        };
      }),
      app.hook.postInvocation((context) => {
        calls.push(`after ${JSON.stringify(context.result)}, seen ${String(context.hookData.seen)}`);
        context.result = { ...(context.result as object), body: 'replaced' };
      }),
      app.hook.appTerminate((context) => {
        calls.push(`end, started ${String(context.hookData.started)}`);
      }),
    ];
    const host = await startApp({ hello: { route: 'hello', handler: () => ({ body: 'original' }) } });
    const response = await fetch(`${host.url}/hello`);
    expect([response.status, await response.text()]).toEqual([201, 'replaced']);
    await host.close();
    expect(calls).toEqual([
      'start',
      'before hello',
      'after {"body":"original","status":201}, seen by the second hook',
      'end, started true',
    ]);
    for (const hook of hooks) hook.dispose();
  });

  test('see an error, and can put a result in its place', async () => {
    const seen: unknown[] = [];
    const hook = app.hook.postInvocation((context) => {
      seen.push(context.error);
      if (context.inputs.length === 1 && String(context.error).includes('forgiven')) {
        context.error = null;
        context.result = { status: 202 };
      }
    });
    const host = await startApp({
      forgiven: { route: 'forgiven', handler: () => Promise.reject(new Error('forgiven')) },
      failed: { route: 'failed', handler: () => Promise.reject(new Error('failed')) },
    });
    hook.dispose();
    // Disposed of: it has no effect any more.
    expect((await fetch(`${host.url}/forgiven`)).status).toBe(500);
    await host.close();

    app.hook.postInvocation((context) => {
      seen.push(context.error);
      context.error = null;
      context.result = { status: 202 };
    });
    const second = await startApp({
      forgiven: { route: 'forgiven', handler: () => Promise.reject(new Error('forgiven')) },
    });
    expect((await fetch(`${second.url}/forgiven`)).status).toBe(202);
    await second.close();
    expect(seen.map(String)).toEqual(['Error: forgiven']);
  });

  test('that keep an error leave an empty 500, whatever was thrown', async () => {
    app.hook.preInvocation(() => undefined);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the host must stand it
    const host = await startApp({ odd: { route: 'odd', handler: () => Promise.reject('a string') } });
    expect((await fetch(`${host.url}/odd`)).status).toBe(500);
    expect(host.lines.at(-1)).toContain('a string');
    await host.close();
  });

  test('that the host does not run are refused', () => {
    expect(() => registerHook('log', () => undefined)).toThrow(RangeError);
  });

  test('that fail at the start stop it', async () => {
    app.hook.appStart(() => {
      throw new Error('not today');
    });
    await expect(startApp({})).rejects.toThrow('not today');
  });
});

describe('what the library itself says', () => {
  test('goes where it is sent, and nowhere by default', () => {
    const seen: string[] = [];
    coreLog('warning', 'system', 'dropped');
    setSystemLog((level, message) => seen.push(`${level} ${message}`));
    app.setup({ capabilities: { a: 'b' } });
    expect(seen).toEqual(['debug Capability a set to b.']);
  });

  test('names its programming model once, for all apps of a process', () => {
    expect(takeRegistrations().programmingModel).toHaveProperty('name', '@azure/functions');
    expect(takeRegistrations().programmingModel).toHaveProperty('name', '@azure/functions');
  });
});

describe('TLS', () => {
  test('is served beside http, and the function sees which', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    const certificate = await ensureCertificate(folder);
    const handler: HttpHandler = ({ url }) => ({ body: url });
    const host = await startApp({ where: { route: 'where', handler } }, { https: { port: 0, ...certificate } });
    // The name as well: the certificate is for localhost and 127.0.0.1.
    const dispatcher = new Agent({ connect: { ca: certificate.cert } });
    try {
      for (const name of ['127.0.0.1', 'localhost']) {
        const url = `${host.httpsUrl?.replace('127.0.0.1', name) ?? ''}/where`;
        const response = await request(url, { dispatcher });
        await expect(response.body.text()).resolves.toBe(url);
      }
      await expect(fetch(`${host.url}/where`).then((response) => response.text())).resolves.toBe(`${host.url}/where`);
    } finally {
      await dispatcher.close();
      await host.close();
      rmSync(folder, { recursive: true });
    }
  });

  test('on a taken port stops the start and leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    const certificate = await ensureCertificate(folder);
    rmSync(folder, { recursive: true });
    const other = await startApp({});
    const failure = await startApp(
      { a: named('a', 'a', ['GET']) },
      { https: { port: other.port, ...certificate } },
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'EADDRINUSE', port: other.port });
    await other.close();
  });
});

describe('the end of the host', () => {
  test('waits for requests under way and closes idle connections', async () => {
    let finish = (): void => undefined;
    const host = await startApp({
      slow: {
        route: 'slow',
        handler: async () => {
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          return { body: 'finished' };
        },
      },
      quick: { route: 'quick', handler: () => ({ body: 'quick' }) },
    });
    const idle = await open(host.port);
    idle.socket.write('GET /quick HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.receive(/quick$/);
    const busy = await open(host.port);
    busy.socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 30));

    const closing = host.close();
    await idle.receive();
    await expect(fetch(host.url)).rejects.toThrow();
    finish();
    await expect(busy.receive()).resolves.toMatch(/\r\nConnection: close\r\n[^]*finished$/);
    await closing;
  });
});
