// A provider of single sign-on for tests: oidc-provider, which is certified, with a page of its own to sign in on.
//
// Told by lines of JSON: {people: {number: {email, email_verified, ways}}} says who there is, {mischief: {…}} what it is
// to do wrong from now on: at: the path; wait: seconds; status; body; claims: put into the ID token, null takes one out;
// key: "another" signs it with a key that is not shown, "none" not at all. Each line is answered by one.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { Provider } from 'oidc-provider'

const { port, client, secret, back } = JSON.parse(process.argv[2])
const told = { people: {}, mischief: {} }
const keys = await Promise.all([1, 2].map(() => generateKeyPair('RS256', { extractable: true })))
const shown = { ...await exportJWK(keys[0].privateKey), kid: 'shown', alg: 'RS256', use: 'sig' }

const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: client, client_secret: secret, redirect_uris: [back], token_endpoint_auth_method: 'client_secret_post' }],
  jwks: { keys: [shown] },
  claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
  cookies: { keys: ['of the tests'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (ctx, number) => ({ accountId: number, claims: () => ({ ...told.people[number], sub: number }) }),
  interactions: { url: (ctx, interaction) => `/who/${interaction.uid}` },
  async loadExistingGrant (ctx) { // whoever signs in agrees
    const grant = new ctx.oidc.provider.Grant({ clientId: client, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope('openid email')
    await grant.save()
    return grant
  },
  pkce: { required: () => true },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 86400 }
})

function resigned (token, { claims = {}, key }) {
  const all = { ...decodeJwt(token), ...claims }
  for (const name of Object.keys(all)) if (all[name] === null) delete all[name]
  if (key === 'none') return new UnsecuredJWT(all).encode()
  const signer = new SignJWT(all).setProtectedHeader({ alg: 'RS256', kid: key === 'unknown' ? 'unknown' : 'shown' })
  return signer.sign(keys[key ? 1 : 0].privateKey)
}

provider.use(async (ctx, next) => {
  const { mischief } = told
  const here = mischief.at && ctx.path.startsWith(mischief.at)
  if (here && mischief.wait) await sleep(mischief.wait * 1000)
  await next()
  if (ctx.path === '/token' && ctx.body?.id_token && (mischief.claims || mischief.key)) {
    ctx.body = { ...ctx.body, id_token: await resigned(ctx.body.id_token, mischief) }
  }
  if (here && 'body' in mischief) ctx.body = mischief.body
  if (here && mischief.status) ctx.status = mischief.status
})

const page = `<!DOCTYPE html><html lang="en"><head><title>Sign in at work</title>
<meta name="viewport" content="width=device-width">
<style>input, button { font-size: 1.5em; min-height: 2em }</style></head>
<body><main><h1>Sign in at work</h1><form method="post">
<p><label for="who">Staff number</label> <input id="who" name="who"></p>
<p><button>Go on</button> <button name="stop" value="1">Stop</button></p></form></main></body></html>`

async function interact (request, response) {
  await provider.interactionDetails(request, response)
  if (request.method !== 'POST') return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(page)
  let body = ''
  for await (const piece of request) body += piece
  const form = new URLSearchParams(body)
  const who = form.get('who')
  const result = form.get('stop')
    ? { error: 'access_denied' }
    : { login: { accountId: who, amr: told.people[who]?.ways ?? ['pwd'] } }
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

const serve = provider.callback()
const server = createServer((request, response) => {
  const answer = request.url.startsWith('/who/') ? interact : serve
  Promise.resolve(answer(request, response)).catch(error => response.writeHead(500).end(String(error)))
})
server.listen(port, '127.0.0.1', () => console.log('ready'))
createInterface({ input: process.stdin })
  .on('line', line => { Object.assign(told, JSON.parse(line)); console.log('heard') })
  .on('close', () => process.exit())
