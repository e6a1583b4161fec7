// The stack that the guides are run against: `npm start -- --sample` as the pages tell it, on ports of its own.
import { localToken } from '../../local/local-token.ts';
import { readStackSettings } from '../../local/settings.ts';
import { freePorts } from './free-ports.ts';
import type { GuideSurroundings } from './guide-session.ts';
import { startProgram } from './program.ts';

/** The running stack, and how blocks of guides reach it. */
export interface GuideStack extends GuideSurroundings {
  readonly close: () => Promise<void>;
}

/** The ports in the pages are those of a stack that was told no others. */
const PORTS_IN_PAGES = { PORT: '7071', HTTPS_PORT: '7443', ISSUER_PORT: '7072', COSMOS_PORT: '8081' };

/** Starts it. */
export async function startGuideStack(): Promise<GuideStack> {
  const ports = await freePorts(Object.keys(PORTS_IN_PAGES).length);
  const chosen = Object.entries(PORTS_IN_PAGES).map(
    ([variable, usual], index) => ({ variable, usual, port: String(ports[index]) }) as const,
  );
  const environment = Object.fromEntries(chosen.map(({ variable, port }) => [variable, port]));
  const token = localToken(readStackSettings(process.cwd(), environment), '.local');
  const program = startProgram(process.execPath, ['local/start.ts', '--sample'], environment);
  await program.printed(/^Ready/m);
  return {
    // As the pages say that programs are to be started.
    environment: { ...environment, TOKEN: token, NODE_EXTRA_CA_CERTS: '.local/localhost.pem' },
    places: new Map(chosen.map(({ usual, port }) => [`localhost:${usual}`, `localhost:${port}`])),
    close: async () => {
      program.interrupt();
      await program.ended;
    },
  };
}
