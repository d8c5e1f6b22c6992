import readline from 'node:readline/promises';
import { Writable } from 'node:stream';

/** The password from $FTP_PASSWORD, else from the terminal, where it is not shown. */
export async function askPassword(account: string): Promise<string> {
  const given = process.env['FTP_PASSWORD'];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) throw new Error('there is no terminal to ask: set FTP_PASSWORD');
  process.stdout.write(`Password of ${account}: `);
  const silence = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const terminal = readline.createInterface({
    input: process.stdin,
    output: silence,
    terminal: true,
  });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stdout.write('\n');
  }
}
