// Which hosts are this machine itself; everything else is not, however it is spelt.
import { isLoopbackHost } from '../../../shared/loopback.ts';

describe('isLoopbackHost', () => {
  test.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '[::1]', '::1'])('%s is this machine', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  test.each(['http://127.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://[0:0:0:0:0:0:0:1]/'])(
    '%s is this machine once it is parsed',
    (url) => {
      expect(isLoopbackHost(new URL(url).hostname)).toBe(true);
    },
  );

  test.each([
    '',
    'localhost.contoso.com',
    'contoso-localhost',
    '127.0.0.1.contoso.com',
    '1127.0.0.1',
    '128.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '[::]',
    '[::2]',
    '[::ffff:10.0.0.1]',
    '127.0.0.1\n',
    'login.microsoftonline.com',
  ])('%j is not', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});
