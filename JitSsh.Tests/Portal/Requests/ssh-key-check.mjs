// Encodes keys with the portal's ssh-key.js and leaves them in a directory for ssh-keygen to read.
// node ssh-key-check.mjs MODULE DIRECTORY
import { createECDH, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [modulePath, directory] = process.argv.slice(2);
// As a data address, so that node reads it as a module whatever its name ends in.
const { encode, makeKey, canMakeKeys } = await import(`data:text/javascript;base64,${readFileSync(modulePath).toString('base64')}`);

function write(name, { privateKey, publicLine }) {
  writeFileSync(join(directory, name), privateKey, { mode: 0o600 });
  writeFileSync(join(directory, `${name}.expected`), `${publicLine}\n`);
}

function jwkOf(d, short = false) {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const trim = bytes => short ? bytes.subarray(bytes.findIndex(b => b !== 0)) : bytes;
  return { d: trim(d).toString('base64url'), x: trim(point.subarray(1, 33)).toString('base64url'), y: trim(point.subarray(33)).toString('base64url') };
}

function search(accepts) {
  for (;;) {
    const d = randomBytes(32);
    d[0] &= 0x7f;
    const jwk = jwkOf(d);
    if (accepts(Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url'), d)) {
      return d;
    }
  }
}

function numbered(hex) {
  return Buffer.from(hex.padStart(64, '0'), 'hex');
}

const check = () => new Uint8Array(randomBytes(4));
const add = (name, d, comment = 'jitssh') => write(name, encode(jwkOf(d), comment, check()));

// OpenSSH takes only private numbers of more than half the order's bits, and below the order less one.
add('d-half-length', numbered(`80${'34'.repeat(16)}`));
add('d-leading-zero-then-high-bit', numbered('ff'.repeat(31)));
add('d-leading-zero-then-low-bit', numbered(`7f${'ab'.repeat(30)}`));
add('d-two-leading-zeros', numbered(`01${'cd'.repeat(29)}`));
add('d-high-bit', numbered(`80${'12'.repeat(31)}`));
add('d-nearly-the-order', numbered('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f'));
add('x-leading-zero', search(x => x[0] === 0));
add('y-leading-zero', search((_, y) => y[0] === 0));
write('x-short-in-the-jwk', encode(jwkOf(search(x => x[0] === 0), true), 'jitssh', check()));
for (let length = 0; length <= 16; length++) {
  add(`comment-of-${length}`, numbered('5a'.repeat(32)), 'c'.repeat(length));
}
add('comment-unicode', numbered('5b'.repeat(32)), 'Zoë’s laptop ✓');
write('comment-lines', encode(jwkOf(numbered('5c'.repeat(32))), '  two\r\nlines\u2028three\0  ', check()));

if (!canMakeKeys()) {
  throw new Error('canMakeKeys is false');
}
const downloads = [];
globalThis.document = { createElement: () => ({ click() { downloads.push(this); } }) };
const blobs = [];
URL.createObjectURL = blob => `blob:${blobs.push(blob)}`;
globalThis.setTimeout = () => {};
for (let i = 0; i < 20; i++) {
  const key = await makeKey('made in a browser');
  if (JSON.stringify(key).includes('PRIVATE') || Object.values(key).some(value => typeof value !== 'function')) {
    throw new Error('A made key carries data.');
  }
  key.downloadPrivateKey(`made-${i}`);
  const link = downloads.at(-1);
  if (link.download !== `made-${i}` || link.href !== `blob:${blobs.length}`) {
    throw new Error(`Downloaded as ${link.download} from ${link.href}`);
  }
  write(link.download, { privateKey: await blobs.at(-1).text(), publicLine: key.publicLine() });
}
