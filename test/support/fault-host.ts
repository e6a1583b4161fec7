// The app of the fault proof: in a process of its own that can be killed at any moment, and is started again.
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports.ts';
import { type Program, startProgram } from './program.ts';

/** The app that comes again. */
export interface FaultHost {
  /** `https://localhost:{port}`, the same in every life. */
  readonly url: string;
  /** How often it was killed. */
  readonly kills: number;
  /** Kills it with SIGKILL, at once, and starts it again; nothing happens while it is not there. */
  readonly kill: () => void;
  /** Kills it for good. */
  close(): Promise<void>;
  /** What it has written in all its lives: the log of its requests. */
  log(): string;
}

/**
 * Starts the app, as it was built, in the local Functions host.
 * @param environment - the app's settings
 * @param certificateFolder - where the certificate is that it answers with
 */
export async function startFaultHost(
  environment: Readonly<Record<string, string>>,
  certificateFolder: string,
): Promise<FaultHost> {
  const [port = 0] = await freePorts(1);
  const program = fileURLToPath(new URL('start-package.ts', import.meta.url));
  const project = fileURLToPath(new URL('../..', import.meta.url));
  const lives: Program[] = [];
  let kills = 0;
  let isClosing = false;

  const live = async (): Promise<void> => {
    const life = startProgram(
      process.execPath,
      [program],
      { ...environment, HTTPS_PORT: String(port), CERTIFICATE_FOLDER: certificateFolder },
      project,
    );
    lives.push(life);
    await life.printed(/^http.+\n/);
  };

  const killLast = (): void => {
    lives.at(-1)?.interrupt('SIGKILL');
  };
  // It is in a process group of its own, and would go on.
  process.once('exit', killLast);
  let starting = live();
  let isUp = false;
  await starting;
  isUp = true;

  const restart = async (life: Program | undefined): Promise<void> => {
    await life?.ended;
    if (isClosing) return;
    await live();
    isUp = true;
  };

  return {
    url: `https://localhost:${port}`,
    get kills() {
      return kills;
    },
    kill() {
      if (!isUp) return;
      isUp = false;
      kills += 1;
      killLast();
      starting = restart(lives.at(-1));
    },
    async close() {
      isClosing = true;
      await starting.catch(() => undefined);
      killLast();
      await lives.at(-1)?.ended;
      process.off('exit', killLast);
    },
    log: () => lives.map((life) => life.stderr()).join(''),
  };
}
