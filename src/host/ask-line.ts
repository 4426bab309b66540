import type { LineQuestion } from './host.ts';

/** One TCP connection; its time and its size are bounded whatever the other side does. */
export async function askLine(question: LineQuestion): Promise<string> {
  const { host, port, line, maxBytes, timeoutMs } = question;
  const { connect } = await import('node:net');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const socket = connect({ host, port }, () => socket.write(`${line}\r\n`));
    // The socket's own time-out starts anew with every byte that trickles in.
    const timer = setTimeout(() => {
      socket.destroy(failure('ETIMEDOUT', `${host} did not finish within ${Math.round(timeoutMs)} ms`));
    }, timeoutMs);
    socket.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) {
        socket.destroy(failure('ENPQTOOLARGE', `${host} sent more than ${maxBytes} bytes`));
      }
    });
    socket.once('error', reject);
    socket.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.once('close', () => {
      clearTimeout(timer);
      // After `end` or `error` this changes nothing any more.
      reject(failure('ECONNRESET', `${host} hung up`));
    });
  });
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
