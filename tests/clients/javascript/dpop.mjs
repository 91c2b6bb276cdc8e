// DPoP (RFC 9449) by openid-client and oauth4webapi, unmodified: a bound token, calls with it, and what it is not good for.
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'

const { CLIENTELE_URL: url, CLIENT_ID: id, CLIENT_SECRET: secret } = process.env
const resource = new URL('/api/v1/authorization/me/access-rules?limit=1', url)

async function bearing(token) {
  const answer = await fetch(resource, { headers: { authorization: `Bearer ${token}` } })
  return answer.status
}

// openid-client, with a key of each kind that it makes.
const options = { algorithm: 'oauth2', execute: [client.allowInsecureRequests] } // plain HTTP on the loopback
const config = await client.discovery(new URL(url), id, secret, client.ClientSecretBasic(secret), options)
const offered = config.serverMetadata().dpop_signing_alg_values_supported
for (const algorithm of ['ES256', 'Ed25519', 'RS256', 'PS256']) {
  assert.ok(offered.includes(algorithm), algorithm)
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm))
  const token = await client.clientCredentialsGrant(config, {}, { DPoP })
  assert.equal(token.token_type, 'dpop')
  const read = (key) => client.fetchProtectedResource(config, token.access_token, resource, 'GET', null, undefined, { DPoP: key })
  for (let time = 0; time < 3; time++) assert.equal((await read(DPoP)).status, 200)
  const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm))
  await assert.rejects(read(other), (error) => error.status === 401)
  assert.equal(await bearing(token.access_token), 401)
  const said = await client.tokenIntrospection(config, token.access_token)
  assert.equal(said.token_type, 'DPoP')
  assert.equal(said.cnf.jkt, await DPoP.calculateThumbprint())
  await client.tokenRevocation(config, token.access_token)
  await assert.rejects(read(DPoP), (error) => error.status === 401)
}

// oauth4webapi, which also checks the token, its binding and the proof as a resource server does.
const insecure = { [oauth.allowInsecureRequests]: true }
const issuer = new URL(url)
const as = await oauth.processDiscoveryResponse(
  issuer, await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' }))
const self = { client_id: id }
const DPoP = oauth.DPoP(self, await oauth.generateKeyPair('ES256'))
const answer = await oauth.clientCredentialsGrantRequest(as, self, oauth.ClientSecretPost(secret), {}, { ...insecure, DPoP })
const token = await oauth.processClientCredentialsResponse(as, self, answer)
assert.equal(token.token_type, 'dpop')
let sent
const seen = { ...insecure, DPoP, [oauth.customFetch]: (...request) => fetch((sent = new Request(...request)).clone()) }
const read = await oauth.protectedResourceRequest(token.access_token, 'GET', resource, undefined, null, seen)
assert.equal(read.status, 200)
const claims = await oauth.validateJwtAccessToken(as, sent, url, { ...insecure, requireDPoP: true })
assert.equal(claims.client_id, id)
// The same request again is a replay.
const replayed = await fetch(resource, { headers: sent.headers })
assert.equal(replayed.status, 401)
assert.match(replayed.headers.get('www-authenticate'), /^DPoP error="invalid_dpop_proof", algs="/)
console.log('    ok      DPoP')
