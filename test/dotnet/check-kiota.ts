// Has Microsoft's generator of clients, Kiota, make one of openapi.json, where there is a .NET SDK; says so where there is none.
// It must find nothing to warn of, and what it makes must have the names that Microsoft's SDKs have: a program is compiled
// against it. A document with a fault is given to it as well, and a program with one to the compiler.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expectedOpenApiDocument } from '../support/openapi-document.ts';
import { ensureDotnetTool, KIOTA } from './dotnet-tool.ts';
import { hasSdk } from './dotnet.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What is made stays outside the sources. */
const FOLDER = join(ROOT, '.local', 'kiota');
/** The tool needs this .NET at least. */
const MIN_SDK = 8;

/**
 * Makes a client in a folder of that name.
 * @returns what the generator warns of
 * @throws Error when it makes none
 */
function generate(program: string, name: string, document: string): readonly string[] {
  const file = join(FOLDER, `${name}.json`);
  writeFileSync(file, document);
  const options = [
    '--language',
    'TypeScript',
    '--openapi',
    file,
    '--class-name',
    'GraphClient',
    '--log-level',
    'Warning',
  ];
  // That there are two version roots is so; clients take the first.
  const rules = ['--disable-validation-rules', 'MultipleServerEntries'];
  const output = ['--output', join(FOLDER, name), '--clean-output', '--clear-cache'];
  // Offline: it asks nobody whether there is a newer one.
  const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', KIOTA_OFFLINE_ENABLED: 'true' };
  const run = spawnSync(program, ['generate', ...options, ...rules, ...output], { cwd: FOLDER, env, encoding: 'utf8' });
  const said = `${run.stdout}${run.stderr}`;
  const isMade = run.status === 0 && existsSync(join(FOLDER, name, 'graphClient.ts'));
  if (!isMade) throw new Error(`Kiota makes no client of ${file}:\n${said}${run.error?.message ?? ''}`);
  const lines = said.split('\n');
  return lines.flatMap((line, index) => (/^(?:warn|fail|crit): /.test(line) ? (lines[index + 1] ?? line) : []));
}

const PROGRAM = `
import type { GraphClient } from './client/graphClient.js';
import type { ODataError } from './client/models/oDataErrors/index.js';
import type { UserAppInstallStatus } from './client/models/index.js';

export async function report(client: GraphClient, userPrincipalName: string): Promise<string | null | undefined> {
  const app = client.deviceAppManagement.mobileApps.byMobileAppId('my-app');
  const status: UserAppInstallStatus = { userName: 'Adele', userPrincipalName, installedDeviceCount: 1 };
  const created = await app.userStatuses.post(status);
  await app.userStatuses.byUserAppInstallStatusId(created?.id ?? '').patch({ failedDeviceCount: 0 });
  const page = await app.deviceStatuses.get({ queryParameters: { filter: "installState eq 'failed'", top: 5 } });
  const count: number | undefined = await app.userStatuses.count.get();
  const summary = await app.installSummary.get();
  return page?.value?.[0]?.installStateDetail ?? String(count ?? summary?.failedUserCount);
}

export const codeOf = (error: ODataError): string | null | undefined => error.errorEscaped?.code;
`;

/** What the compiler says of a program that uses the client. */
function compile(name: string, text: string): readonly string[] {
  const file = join(FOLDER, `${name}.ts`);
  writeFileSync(file, text);
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file: at }) => {
    return `${at?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

function check(): string {
  if (!hasSdk(MIN_SDK)) return `skipped: there is no .NET SDK ${MIN_SDK} or newer on this machine.`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{ "type": "module" }');
  const kiota = ensureDotnetTool(KIOTA);
  if (kiota === undefined) return 'skipped: Kiota is not here, and the feed that has it does not answer.';
  const document = expectedOpenApiDocument();
  const warnings = generate(kiota, 'client', document);
  if (warnings.length > 0) throw new Error(`Kiota warns of openapi.json:\n${warnings.join('\n')}`);
  const faults = generate(kiota, 'faulty', document.replaceAll('"format": "date-time"', '"format": "uri"'));
  if (faults.length === 0) throw new Error('Kiota does not see a format that it does not know.');
  const problems = compile('program', PROGRAM);
  if (problems.length > 0) throw new Error(`A program does not compile with the client:\n${problems.join('\n')}`);
  const wrong = compile('wrong', PROGRAM.replace('failedDeviceCount: 0', "failedDeviceCount: 'none'"));
  if (wrong.length !== 1) throw new Error(`A wrong program compiles with the client:\n${wrong.join('\n')}`);
  return `Kiota ${KIOTA.version} makes a client of openapi.json without a warning, and a program compiles with it.`;
}

try {
  process.stdout.write(`check:kiota ${check()}\n`);
} catch (error) {
  process.stderr.write(`check:kiota failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
