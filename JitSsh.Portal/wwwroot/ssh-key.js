// Makes an SSH key in this browser. The private half never leaves it: nothing here sends anything, and .NET is only ever
// given the public line. Formats: RFC 4251 (wire), RFC 5656 (ECDSA), OpenSSH's PROTOCOL.key (the private key file).

const type = 'ecdsa-sha2-nistp256';
const curve = 'nistp256';
const text = new TextEncoder();

function join(parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function uint32(number) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

function string(value) {
  const bytes = typeof value === 'string' ? text.encode(value) : value;
  return join([uint32(bytes.length), bytes]);
}

// A positive number: no needless zeros in front, and one zero where the first bit would otherwise read as a minus.
function mpint(bytes) {
  let first = 0;
  while (first < bytes.length && bytes[first] === 0) {
    first++;
  }
  const short = bytes.subarray(first);
  return string(short.length > 0 && short[0] >= 0x80 ? join([Uint8Array.of(0), short]) : short);
}

function fromBase64Url(value) {
  const binary = atob(value.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, c => c.charCodeAt(0));
}

function toBase64(bytes) {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}

// A field of a JWK has the curve's whole length (RFC 7518, 6.2.1.2); this does not rely on it.
function coordinate(value) {
  const bytes = fromBase64Url(value);
  return join([new Uint8Array(32 - bytes.length), bytes]);
}

// A comment is the rest of a line.
function oneLine(comment) {
  return comment.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** The two halves of a P-256 key as OpenSSH keeps them in files. Pure. `check` is 4 random bytes. */
export function encode(jwk, comment, check) {
  const remark = oneLine(comment);
  const point = join([Uint8Array.of(4), coordinate(jwk.x), coordinate(jwk.y)]);
  const publicBlob = join([string(type), string(curve), string(point)]);

  const unpadded = join([check, check, string(type), string(curve), string(point), mpint(fromBase64Url(jwk.d)), string(remark)]);
  const padding = Uint8Array.from({ length: (8 - unpadded.length % 8) % 8 }, (_, i) => i + 1);
  const file = join([
    text.encode('openssh-key-v1\0'), string('none'), string('none'), string(''),
    uint32(1), string(publicBlob), string(join([unpadded, padding])),
  ]);

  return {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${toBase64(file).replace(/.{1,70}/g, '$&\n')}-----END OPENSSH PRIVATE KEY-----\n`,
    publicLine: `${type} ${toBase64(publicBlob)}${remark === '' ? '' : ` ${remark}`}`,
  };
}

/** Whether this browser can make a key: it does so only on pages that came over HTTPS, or from this machine. */
export function canMakeKeys() {
  return globalThis.crypto?.subtle !== undefined;
}

/** Makes a key, and hands out its public line, and its private half only as a download. */
export async function makeKey(comment) {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const { privateKey, publicLine } = encode(jwk, comment, crypto.getRandomValues(new Uint8Array(4)));
  return {
    publicLine: () => publicLine,
    downloadPrivateKey: name => download(name, privateKey),
  };
}

/** Offers a text as a file. It is made here, so that no address ever carries it. */
export function download(name, content) {
  const address = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
