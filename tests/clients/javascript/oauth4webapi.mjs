// oauth4webapi, unmodified: it checks every answer by the RFCs, RFC 9068's tokens among them.
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'

const { CLIENTELE_URL: url, CLIENT_ID: id, CLIENT_SECRET: secret } = process.env
const insecure = { [oauth.allowInsecureRequests]: true } // plain HTTP on the loopback
const issuer = new URL(url)
const client = { client_id: id }

const as = await oauth.processDiscoveryResponse(
  issuer, await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' }))

for (const authentication of [oauth.ClientSecretBasic(secret), oauth.ClientSecretPost(secret)]) {
  const answer = await oauth.clientCredentialsGrantRequest(as, client, authentication, {}, insecure)
  const { access_token: token } = await oauth.processClientCredentialsResponse(as, client, answer)

  // As a resource server: it fetches the keys and validates signature, type, issuer, audience and times.
  const request = new Request(new URL('/resource', url), { headers: { authorization: `Bearer ${token}` } })
  const claims = await oauth.validateJwtAccessToken(as, request, url, insecure)
  assert.equal(claims.client_id, id)
  assert.equal(claims.sub, id)

  const introspect = async () => oauth.processIntrospectionResponse(
    as, client, await oauth.introspectionRequest(as, client, authentication, token, insecure))
  assert.equal((await introspect()).active, true)
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, authentication, token, insecure))
  assert.equal((await introspect()).active, false)
}

const refused = await oauth.clientCredentialsGrantRequest(as, client, oauth.ClientSecretPost('wrong'), {}, insecure)
assert.equal(refused.status, 401)
await assert.rejects(oauth.processClientCredentialsResponse(as, client, refused))
console.log('    ok      oauth4webapi')
