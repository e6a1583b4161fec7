// The health probes of the running product, with what it stands on there and gone.
import { send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

describe('the health probes', () => {
  let stack: Stack;
  afterEach(() => stack.close());

  it('are green and open to everybody when store and keys can be reached', async () => {
    stack = await startStack();

    const live = await send(`${stack.url}/health/live`);
    const ready = await send(`${stack.url}/health/ready`);

    expect([live.status, live.json]).toEqual([200, { status: 'alive' }]);
    expect([ready.status, ready.json]).toEqual([200, { status: 'ready' }]);
  });

  it('say without inner details that requests cannot be served when the store is away', async () => {
    stack = await startStack({ COSMOS_DATABASE: 'another' });
    await stack.closeEmulator();

    const live = await send(`${stack.url}/health/live`);
    const ready = await send(`${stack.url}/health/ready`);

    expect(live.status).toBe(200);
    expect([ready.status, ready.headers['retry-after']]).toEqual([503, '5']);
    expect(ready.json).toMatchObject({ error: { code: 'serviceNotAvailable' } });
    expect(ready.text).not.toMatch(/cosmos|ECONN|localhost|127\.0/i);
    expect(stack.log.some(({ message }) => /"reason":"store: cosmos \w/.test(message))).toBe(true);
  });
});
