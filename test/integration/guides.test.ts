// The guides tell the truth: every block that a page marks as run is run against `npm start -- --sample`, as its reader would
// run it, and prints what the page shows. PowerShell's blocks are run by `npm run check:guides`, where there is one.
import { spawnSync } from 'node:child_process';
import { guidePages, parseGuide, readGuide, stepsOf } from '../support/guide-blocks.ts';
import { compareOutput } from '../support/guide-output.ts';
import { nodeShell, posixShell, runBlocks } from '../support/guide-session.ts';
import { type GuideStack, startGuideStack } from '../support/guide-stack.ts';

const TOOLS = ['sh', 'curl', 'jq'];
const missing = TOOLS.filter((tool) => spawnSync(tool, ['-c', ':']).error !== undefined);
const testWithTools = missing.length === 0 ? test : test.skip;
const whyWithout = missing.length === 0 ? '' : ` (skipped: there is no ${missing.join(', no ')} on this machine)`;

describe('the guides', () => {
  let stack: GuideStack;

  beforeAll(async () => {
    stack = await startGuideStack();
  }, 60_000);
  afterAll(() => stack.close());

  const cases = guidePages().flatMap((page) =>
    [posixShell, nodeShell].flatMap((shell) => {
      const steps = stepsOf(readGuide(page), shell.language);
      return steps.length === 0 ? [] : [{ page, shell, steps, language: shell.language }];
    }),
  );

  testWithTools.each(cases)(`$page: what is run in $language prints what it shows${whyWithout}`, async (each) => {
    const { shell, steps } = each;
    const outputs = await runBlocks(
      shell,
      steps.map(({ block }) => block),
      stack,
    );
    for (const [index, { output }] of steps.entries()) {
      if (output === undefined) continue;
      const { shown, printed } = compareOutput(output, outputs[index] ?? '');
      expect({ line: output.line, printed }).toEqual({ line: output.line, printed: shown });
    }
  });
});

const unread = guidePages().flatMap((page) =>
  readGuide(page)
    .filter(({ mark }) => mark !== 'run' && mark !== 'output')
    .map((block) => ({ page, ...block })),
);

describe('what a guide shows and does not run', () => {
  testWithTools.each(unread.filter(({ language }) => language === 'sh'))(
    'is a shell’s: $page, line $line',
    ({ code }) => {
      expect(spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    },
  );

  test.each(unread.filter(({ language }) => language === 'js'))('is JavaScript: $page, line $line', ({ code }) => {
    const options = { input: code, encoding: 'utf8' } as const;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--check', '-'], options);
    expect(status).toBe(0);
  });
});

describe('what runs the guides', () => {
  const nowhere = { environment: {}, places: new Map([['localhost:7071', 'localhost:1']]) };
  const page = (code: string): ReturnType<typeof parseGuide> =>
    parseGuide(`# A page\n\n\`\`\`sh run\n${code}\n\`\`\`\n`);

  testWithTools(
    'keeps variables from block to block, and puts other ports into what is run and back again',
    async () => {
      const blocks = [...page('a=localhost:7071'), ...page('echo "$a"; test "$a" = localhost:1')];
      expect(await runBlocks(posixShell, blocks, nowhere)).toEqual(['', 'localhost:7071\n']);
    },
  );

  testWithTools.each(['false', 'echo "$missing"', 'curl --silent --fail http://localhost:7071'])(
    'tells the line of a block that fails: %s',
    async (code) => {
      const blocks = [...page('echo good'), ...page(code)];
      await expect(runBlocks(posixShell, blocks, nowhere)).rejects.toThrow(/^The block at line 3 failed:/);
    },
  );

  test.each([
    ['json', '{ "a": "…", "b": [1, "…"] }', '{"a":{"c":7},"b":[1,2,3]}'],
    ['json', '{ "a": 1, "…": "…" }', '{"a":1,"b":2}'],
    ['json', '{ "a": "W/…" }', '{"a":"W/7"}'],
    ['text', 'from … to …\n…\nend', 'from 1 to 2\nand\nmore\nend\n'],
  ])('%s %s is %s', (language, shown, output) => {
    const comparison = compareOutput({ language, mark: 'output', code: shown, line: 1 }, output);
    expect(comparison.printed).toEqual(comparison.shown);
  });

  test.each([
    ['json', '{ "a": 1 }', '{"a":2}'],
    ['json', '{ "a": 1 }', '{"a":1,"b":2}'],
    ['json', '{ "a": "…", "b": 1 }', '{"b":1}'],
    ['json', '[1]', '[1,2]'],
    ['json', '[1, 2, "…"]', '[1]'],
    ['json', '{ "a": "W/…" }', '{"a":"7"}'],
    ['json', '{}', 'curl: (7) Failed to connect'],
    ['text', 'a.c', 'abc'],
    ['text', '201', '201\n200'],
  ])('%s %s is not %s', (language, shown, output) => {
    const comparison = compareOutput({ language, mark: 'output', code: shown, line: 1 }, output);
    expect(comparison.printed).not.toEqual(comparison.shown);
  });

  test('finds blocks with their marks and lines', () => {
    const [run, output, other] = parseGuide('a\n\n```sh run\necho 1\n```\n\n```text output\n1\n```\n```sh\nx\n```\n');
    expect(run).toEqual({ language: 'sh', mark: 'run', code: 'echo 1\n', line: 3 });
    expect(output).toMatchObject({ mark: 'output', line: 7 });
    expect(other).toMatchObject({ language: 'sh', mark: '' });
  });
});
