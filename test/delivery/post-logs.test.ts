import dns from 'node:dns';
import { type AddressInfo, createServer } from 'node:net';
import { postLogs } from '../../src/delivery/post-logs.ts';

/** Connections that keep this process alive. */
const holding = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;

it('keeps no process alive, also when it goes on to another address of the same name', async () => {
  const server = createServer((socket) => socket.unref());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, done: Done) => {
    const addresses = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    setImmediate(() => done(null, addresses));
  }) as never);
  const before = holding();
  const connected = new Promise((resolve) => server.once('connection', resolve));
  const answer = postLogs(
    { endpoint: new URL(`http://two.example:${port}/v1/logs`), headers: {}, timeoutMillis: 500, tls: {} },
    '{}',
  );
  const refused = expect(answer).rejects.toThrow('no answer in 500 ms');
  await connected;
  await new Promise((resolve) => setTimeout(resolve, 50));
  // Connections of tests before this one may have ended meanwhile.
  const after = holding();
  await refused;
  expect(after).toBeLessThanOrEqual(before);
  expect(lookup).toHaveBeenCalledTimes(1);
  lookup.mockRestore();
  server.close();
});

type Done = (error: null, addresses: object[]) => void;
