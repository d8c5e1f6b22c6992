import type { Connection } from '../../src/remote/connection.js';
import { FtpServer } from '../support/ftp-server/ftp-server.js';
import { type FtpServerOptions, type Personality } from '../support/ftp-server/options.js';
import { ftpClientContract } from '../support/ftp-client-contract.js';
import { remoteFilesContract } from '../support/remote-files-contract.js';
import { connectionTo } from '../support/connection-to.js';

type Habits = FtpServerOptions & { personality?: Partial<Personality> };

const personalities: [name: string, options: Habits][] = [
  ['the test server', {}],
  [
    'the test server without MLSD, as vsftpd',
    {
      personality: {
        mlsd: false,
        mlst: false,
        mfmt: false,
        hidesDotFiles: true,
        missingDirIsEmpty: true,
        lingeringClose: true,
      },
    },
  ],
  [
    'the test server that knows little, as an old device',
    {
      personality: {
        feat: false,
        mlsd: false,
        mlst: false,
        epsv: false,
        size: false,
        mdtm: false,
        mfmt: false,
        chmod: false,
        renameOverwrites: false,
      },
    },
  ],
];

for (const [name, options] of personalities) {
  remoteFilesContract(name, async () => {
    const server = await FtpServer.start(options);
    const connection: Connection = connectionTo({
      host: server.host,
      port: server.port,
      user: 'demo',
      password: 'demo',
    });
    const stop = async (): Promise<void> => {
      await connection.disconnect();
      await server.stop();
    };
    return { files: connection.files, stop };
  });
  ftpClientContract(name, async () => {
    const server = await FtpServer.start(options);
    const { host, port } = server;
    return {
      options: { host, port, user: 'demo', password: 'demo' },
      data: { via: options.personality?.epsv === false ? 'PASV' : 'EPSV' },
      stop: () => server.stop(),
    };
  });
}
