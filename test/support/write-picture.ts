// `npm run docs:picture`: writes docs/explorer.png, the picture in README, from the running product with its sample data.
import { findChromium, startChromium } from './chromium.ts';
import { openSignedIn } from './explorer-page.ts';
import { startProgram } from './program.ts';

const FILE = 'docs/explorer.png';
const { PORT = '7071' } = process.env;

const executable = findChromium();
if (executable === undefined) throw new Error('There is no Chromium here; CHROMIUM_PATH names one.');
const product = startProgram(process.execPath, ['local/start.ts', '--sample'], {});
try {
  await product.printed(/^Ready/m);
  const browser = await startChromium(executable);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await openSignedIn(page, `http://localhost:${PORT}`);
  await page
    .getByRole('button', { name: /Test Request/ })
    .first()
    .waitFor();
  // What moves has come to rest: the page scrolls to the operation.
  await page.waitForTimeout(2000);
  await page.screenshot({ path: FILE });
  await browser.close();
  process.stdout.write(`Written: ${FILE}\n`);
} finally {
  product.interrupt('SIGINT');
}
