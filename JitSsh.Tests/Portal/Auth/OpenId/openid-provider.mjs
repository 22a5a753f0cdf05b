// A certified OpenID provider (npm oidc-provider) three times, each with an issuer of its own, for one test's process: it ends when its standard input does.
//   node openid-provider.mjs DIRECTORY-WITH-NODE_MODULES
// Prints one line of JSON: the issuers. POST /test/people and /test/next say who there is, and what the next id token says instead.
import { createServer } from 'node:http';
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const { default: Provider } = await import(pathToFileURL(path.join(process.argv[2], 'node_modules/oidc-provider/lib/index.js')));
process.stdin.resume().on('end', () => process.exit(0));

const tenant = '8f4a2f3e-0000-4000-8000-00000000beef';
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function start(name, mount) {
  const people = {};
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const kid = randomUUID();
  let next = null;
  let graph = null;
  let provider = null;

  // Signed anew with the provider's own key, so that nothing is wrong with the token but what the test asks for.
  function changed(token, change) {
    const [head, body] = token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
    const claims = { ...body, ...change.set };
    for (const [claim, value] of Object.entries(claims)) if (value === null) delete claims[claim];
    if (change.alg === 'none') return `${base64url({ alg: 'none' })}.${base64url(claims)}.`;
    const signed = `${base64url(head)}.${base64url(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(change.foreignKey ? foreign : key).toString('base64url')}`;
  }

  async function read(request) {
    let text = '';
    for await (const part of request) text += part;
    return text ? JSON.parse(text) : null;
  }

  const server = createServer(async (request, response) => {
    const address = new URL(request.url, 'http://127.0.0.1');
    if (request.method === 'POST' && address.pathname.startsWith('/test/')) {
      const body = await read(request);
      if (address.pathname === '/test/people') Object.assign(people, body);
      if (address.pathname === '/test/next') next = body;
      if (address.pathname === '/test/graph') graph = body;
      response.end();
      return;
    }
    if (address.pathname === '/graph/me/transitiveMemberOf') {
      const page = Number(address.searchParams.get('page') ?? 0);
      response.statusCode = graph && request.headers.authorization?.startsWith('Bearer ') ? 200 : 403;
      response.end(JSON.stringify(response.statusCode === 200
        ? { value: graph[page].map((id) => ({ id })), ...(page + 1 < graph.length ? { '@odata.nextLink': `http://${request.headers.host}${address.pathname}?page=${page + 1}` } : {}) }
        : { error: 'forbidden' }));
      return;
    }
    if (address.pathname.startsWith(`${mount}/interaction/`)) {
      // The test says in the address who types their password here.
      const person = address.searchParams.get('person');
      await provider.interactionFinished(request, response, person ? { login: { accountId: person } } : { error: 'access_denied' }, { mergeWithLastSubmission: false });
      return;
    }
    if (mount) {
      request.originalUrl = request.url;
      request.url = request.url.slice(mount.length) || '/';
    }
    provider.callback()(request, response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${server.address().port}${mount}`;
  provider = new Provider(issuer, {
    clients: [{ client_id: 'jitssh', client_secret: 'a secret of both: +&%', redirect_uris: ['company', 'other', 'entra'].map((slug) => `https://localhost/sign-in/from/${slug}`) }],
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomUUID()] },
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'], groups: ['groups'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `${mount}/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id]?.claims }) }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, go) => {
    await go();
    if (ctx.body?.id_token) {
      const { sub } = JSON.parse(Buffer.from(ctx.body.id_token.split('.')[1], 'base64url'));
      const change = { ...next, set: { ...people[sub]?.token, ...next?.set } };
      next = null;
      ctx.body.id_token = changed(ctx.body.id_token, change);
    }
  });
  return [name, issuer];
}

console.log(JSON.stringify(Object.fromEntries(await Promise.all([start('company', ''), start('other', ''), start('entra', `/${tenant}/v2.0`)]))));
