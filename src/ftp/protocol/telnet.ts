// The control connection is a Telnet stream (RFC 959 section 4.1), and some servers negotiate. What
// they say is taken out and never answered, which refuses it. Only real commands count: in Latin-1
// names 255 is the letter ÿ.

const IAC = 255;
const firstCommand = 240;
const firstWithOption = 251;
const lastWithOption = 254;

/** Takes Telnet commands out of a byte stream, wherever chunks are cut. */
export class TelnetFilter {
  /** How many bytes of a command are still to come, after an IAC that ended a chunk or so. */
  #state: 'text' | 'iac' | 'option' = 'text';

  filter(chunk: Uint8Array): Uint8Array {
    if (this.#state === 'text' && !chunk.includes(IAC)) return chunk;
    const text: number[] = [];
    for (const byte of chunk) this.#take(byte, text);
    return Uint8Array.from(text);
  }

  #take(byte: number, text: number[]): void {
    if (this.#state === 'option') this.#state = 'text';
    else if (this.#state === 'iac') this.#takeAfterIac(byte, text);
    else if (byte === IAC) this.#state = 'iac';
    else text.push(byte);
  }

  #takeAfterIac(byte: number, text: number[]): void {
    this.#state = 'text';
    if (byte >= firstWithOption && byte <= lastWithOption) this.#state = 'option';
    else if (byte === IAC) text.push(IAC);
    else if (byte < firstCommand) text.push(IAC, byte);
  }
}
