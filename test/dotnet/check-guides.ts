// Runs what the guides say for PowerShell and for Kiota, where there is a .NET SDK; says so where there is none. The rest of the
// guides needs none and is run by `npm test`.
import { startGuideStack } from '../support/guide-stack.ts';
import { hasSdk } from './dotnet.ts';
import { followKiotaGuide } from './guide-kiota.ts';
import { runPowerShellOfGuides } from './guide-powershell.ts';

/** PowerShell 7.6 runs on this .NET, and the guide's program is for it. */
const MIN_SDK = 10;

async function check(): Promise<string[]> {
  if (!hasSdk(MIN_SDK)) return [`skipped: there is no .NET SDK ${MIN_SDK} or newer on this machine`];
  const stack = await startGuideStack();
  try {
    return [await runPowerShellOfGuides(stack), await followKiotaGuide(stack)];
  } finally {
    await stack.close();
  }
}

try {
  for (const line of await check()) process.stdout.write(`check:guides ${line}.\n`);
} catch (error) {
  process.stderr.write(`check:guides failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
