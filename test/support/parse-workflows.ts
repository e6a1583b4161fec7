// A program: reads each named workflow as GitHub does, with GitHub's own parser, and prints what it finds fault with. The
// test bundles it first, because Node by itself does not load that parser (it imports JSON without saying so).
import { readFileSync } from 'node:fs';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';

async function faultsOf(file: string): Promise<string[]> {
  const content = readFileSync(file, 'utf8');
  const { context, value } = parseWorkflow({ name: file, content }, new NoOperationTraceWriter());
  const template = value === undefined ? undefined : await convertWorkflowTemplate(context, value);
  // The second list repeats what is in the first.
  return [
    ...new Set([
      ...context.errors.getErrors().map(({ message }) => message),
      ...(template?.errors ?? []).map(({ Message }) => Message),
    ]),
  ];
}

void Promise.all(process.argv.slice(2).map(async (file) => [file, await faultsOf(file)] as const)).then((faults) => {
  process.stdout.write(JSON.stringify(Object.fromEntries(faults)));
});
