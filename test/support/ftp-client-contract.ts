// What FtpClient and FtpPool promise beyond the plain operations, on any server.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import {
  type DataCommand,
  FtpClient,
  type FtpOptions,
  FtpPool,
  RemoteError,
  type TraceEvent,
} from '../../src/ftp/index.js';

export interface ServerUnderTest {
  options: FtpOptions;
  /** How each data connection must be made. */
  data: ExpectedData;
  stop: () => Promise<void>;
}

export interface ExpectedData {
  via: DataCommand;
  /** Undefined where data goes in clear text. */
  tls?: 'TLSv1.2' | 'TLSv1.3';
  /** Whether its TLS session must be one that is known from before; not asked where undefined. */
  resumed?: boolean;
}

const digest = (content: Uint8Array): string => createHash('sha1').update(content).digest('hex');
const isKind =
  (kind: string) =>
  (error: unknown): boolean =>
    error instanceof RemoteError && error.kind === kind;

/** Registers the suite; the server's user may write to its home folder. */
export function ftpClientContract(name: string, start: () => Promise<ServerUnderTest>): void {
  describe(`the client on ${name}`, () => {
    let server: ServerUnderTest;
    let client: FtpClient;
    let stop: () => Promise<void> = () => Promise.resolve();
    let base = '';
    const events: TraceEvent[] = [];
    const big = randomBytes(3_000_000);

    before(async () => {
      server = await start();
      ({ stop } = server);
      client = await FtpClient.connect({
        ...server.options,
        trace: (event) => events.push(event),
      });
      base = `${client.home === '/' ? '' : client.home}/client-${randomBytes(4).toString('hex')}`;
      await client.mkdir(base);
      await client.writeFile(`${base}/big.bin`, big);
    });
    after(async () => {
      try {
        if (base !== '') await cleanUp();
      } finally {
        // Whatever became of the session: a server that goes on would hold up the whole run.
        await stop();
      }
    });
    const cleanUp = async (): Promise<void> => {
      for (const entry of await client.list(base)) await client.remove(`${base}/${entry.name}`);
      await client.rmdir(base);
      await client.close();
    };

    test('a stream gives the whole content', async () => {
      const hash = createHash('sha1');
      for await (const chunk of client.createReadStream(`${base}/big.bin`)) {
        hash.update(chunk as Uint8Array);
      }
      assert.equal(hash.digest('hex'), digest(big));
    });

    test('a stream that is left early leaves the session usable', async () => {
      const stream = client.createReadStream(`${base}/big.bin`);
      for await (const chunk of stream) {
        assert.ok((chunk as Uint8Array).length > 0);
        break;
      }
      assert.ok(stream.destroyed);
      assert.equal(digest(await client.readFile(`${base}/big.bin`)), digest(big));
      assert.equal(client.closed, false);
    });

    test('a stream of what is not there is an error', async () => {
      await assert.rejects(
        client.createReadStream(`${base}/nothing`).toArray(),
        isKind('not-found'),
      );
    });

    test('a cancelled read says so and leaves the session usable', async () => {
      const stop = new AbortController();
      const reading = client.readFile(`${base}/big.bin`, {
        signal: stop.signal,
        onProgress: () => {
          stop.abort();
        },
      });
      await assert.rejects(reading, isKind('aborted'));
      assert.equal((await client.stat(`${base}/big.bin`)).size, big.length);
    });

    test('a read may begin anywhere', async () => {
      const rest = await client.readFile(`${base}/big.bin`, { start: 2_000_000 });
      assert.equal(digest(rest), digest(big.subarray(2_000_000)));
    });

    test('a stream is written whole', async () => {
      const pieces = [big.subarray(0, 10), big.subarray(10, 500_000), big.subarray(500_000)];
      await client.writeFile(`${base}/piped.bin`, Readable.from(pieces));
      assert.equal(digest(await client.readFile(`${base}/piped.bin`)), digest(big));
    });

    test('a source that fails is the error of its write', async () => {
      const source = Readable.from(
        (function* () {
          yield Buffer.from('first');
          throw new Error('the source is broken');
        })(),
      );
      await assert.rejects(client.writeFile(`${base}/broken.bin`, source), /the source is broken/);
      assert.ok(Array.isArray(await client.list(base)));
    });

    test('content is appended, or put at an offset', async () => {
      const path = `${base}/parts.txt`;
      await client.writeFile(path, Buffer.from('one'));
      await client.writeFile(path, Buffer.from('+two'), { append: true });
      assert.equal(Buffer.from(await client.readFile(path)).toString(), 'one+two');
      await client.writeFile(path, Buffer.from('THREE'), { start: 4 });
      assert.equal(Buffer.from(await client.readFile(path)).toString(), 'one+THREE');
    });

    test('folders are made down to the last, and a tree is removed with all that is in it', async () => {
      await client.mkdirs(`${base}/tree/of/folders`);
      await client.mkdirs(`${base}/tree/of/folders`);
      for (const name of ['.hidden', 'of/x y', 'of/folders/[z]']) {
        await client.writeFile(`${base}/tree/${name}`, Buffer.from(name));
      }
      let removed = 0;
      await client.removeTree(`${base}/tree`, { onProgress: (count) => (removed = count) });
      assert.equal(removed, 6);
      await assert.rejects(client.list(`${base}/tree`), isKind('not-found'));
    });

    test('calls that overlap queue in order', async () => {
      const path = `${base}/queue.txt`;
      const [, , content] = await Promise.all([
        client.writeFile(path, Buffer.from('first')),
        client.writeFile(path, Buffer.from('second')),
        client.readFile(path),
      ]);
      assert.equal(Buffer.from(content).toString(), 'second');
    });

    test('a raw command gives its reply, a refusal too', async () => {
      assert.equal((await client.command('NOOP')).code, 200);
      assert.ok((await client.command('NONSENSE x')).code >= 500);
      await assert.rejects(client.command('NOOP\r\nDELE x'), isKind('unsafe'));
    });

    test('the trace tells commands, replies and who dialled whom, and no password', () => {
      const kinds = new Set(events.map(({ type }) => type));
      for (const kind of ['connect', 'send', 'reply', 'data-open', 'data-close']) {
        assert.ok(kinds.has(kind as TraceEvent['type']), kind);
      }
      const opened = events.find((event) => event.type === 'data-open');
      assert.match(opened?.flow.remote ?? '', /^127\.0\.0\.1:\d+$/);
      const sent = events.filter((event) => event.type === 'send').map(({ line }) => line);
      assert.ok(sent.includes('PASS ***'));
      assert.ok(!JSON.stringify(events).includes(`PASS ${server.options.password ?? '?'}`));
    });

    test('every data connection was made in the way of this suite, and in no other', () => {
      assertMadeAs(server.data, events);
    });

    test('a pool of one session serves many at once', async () => {
      const pool = new FtpPool({ ...server.options, size: 1 });
      const sizes = await Promise.all(
        Array.from({ length: 8 }, async () => (await pool.readFile(`${base}/big.bin`)).length),
      );
      assert.deepEqual(new Set(sizes), new Set([big.length]));
      const listed = await pool.list(base);
      assert.ok(listed.some((entry) => entry.name === 'big.bin'));
      await assert.rejects(pool.list(`${base}/nothing`), isKind('not-found'));
      await pool.close();
      await pool.close();
    });

    test('a client that was closed says so, and closing it again is no error', async () => {
      const other = await FtpClient.connect(server.options);
      await other.close();
      await other.close();
      assert.equal(other.closed, true);
      await assert.rejects(other.list(base), isKind('disconnected'));
    });
  });
}

/** Registers what is the same in every mode, and slow: many servers let a wrong password wait. */
export function ftpLoginContract(name: string, start: () => Promise<ServerUnderTest>): void {
  test(`a wrong password at ${name} is an auth error that does not repeat it`, async () => {
    const server = await start();
    const options = { ...server.options, password: 'wr0ng-one' };
    await assert.rejects(
      FtpClient.connect(options),
      (error) => isKind('auth')(error) && !JSON.stringify(error).includes('wr0ng-one'),
    );
    await server.stop();
  });
}

/** Compares every data connection of a trace with what it had to be. */
export function assertMadeAs(data: ExpectedData, events: readonly TraceEvent[]): void {
  const opened = events.filter((event) => event.type === 'data-open');
  assert.ok(opened.length > 0);
  const isActive = data.via === 'EPRT' || data.via === 'PORT';
  const made = isActive ? ['active', 'server'] : ['passive', 'client'];
  for (const { via, mode, initiator } of opened) {
    assert.deepEqual([via, mode, initiator], [data.via, ...made]);
  }
  const secured = events.flatMap((event) =>
    event.type === 'connect' && event.channel === 'data' ? [event] : [],
  );
  assert.equal(secured.length > 0, data.tls !== undefined);
  for (const { tls = '' } of secured) {
    assert.equal(/^TLSv[\d.]+/.exec(tls)?.[0], data.tls);
    if (data.resumed !== undefined) assert.equal(tls.endsWith(', resumed'), data.resumed, tls);
  }
}
