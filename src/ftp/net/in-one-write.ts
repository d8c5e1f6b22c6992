import { type Socket } from 'node:net';

/** What `send` writes leaves in one packet, as far as it fits. */
export function inOneWrite<T>(socket: Socket, send: () => T): T {
  socket.cork();
  try {
    return send();
  } finally {
    socket.uncork();
  }
}
