import readline from 'node:readline';
import { Writable } from 'node:stream';

/** The password from $FTP_PASSWORD, or typed in the terminal, where it is not shown. */
export async function askPassword(question: string): Promise<string> {
  const given = process.env['FTP_PASSWORD'];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) throw new Error('there is no terminal to ask: set FTP_PASSWORD');
  process.stdout.write(question);
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const terminal = readline.createInterface({
    input: process.stdin,
    output: silent,
    terminal: true,
  });
  const typed = await new Promise<string>((resolve) => {
    terminal.question('', resolve);
  });
  terminal.close();
  process.stdout.write('\n');
  return typed;
}
