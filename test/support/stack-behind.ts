// The whole product with something between the app and its store: a proxy that loses answers, or one that fails.
import type { Certificate } from '../../local/certificate.ts';
import { startStack, type Stack } from './stack.ts';

/** What stands between. */
interface Between {
  /** What the app is told where its store is. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts both.
 * @param startBetween - starts what stands between, given the store's endpoint
 * @param environment - adds to or replaces the variables that the app is configured with
 */
export async function startStackBehind<Started extends Between>(
  startBetween: (store: string, tls: Certificate) => Promise<Started>,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly stack: Stack; readonly between: Started; readonly close: () => Promise<void> }> {
  const started: Started[] = [];
  const storeBehind = async (store: string, tls: Certificate): Promise<string> => {
    const between = await startBetween(store, tls);
    started.push(between);
    return between.endpoint;
  };
  const stack = await startStack(environment, { storeBehind });
  const [between] = started;
  if (between === undefined) throw new Error('A running app has its own store, and nothing can be put ahead of it.');
  return {
    stack,
    between,
    async close() {
      await stack.close();
      await between.close();
    },
  };
}
