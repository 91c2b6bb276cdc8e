// private_key_jwt (RFC 7523) by openid-client and oauth4webapi, unmodified: a key stands for the secret.
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'

const { CLIENTELE_URL: url, CLIENT_ID: id, CLIENT_SECRET: secret } = process.env
const options = { algorithm: 'oauth2', execute: [client.allowInsecureRequests] } // plain HTTP on the loopback
const by = (authentication) => client.discovery(new URL(url), id, undefined, authentication, options)
const administrator = await by(client.ClientSecretBasic(secret))
const { access_token: token } = await client.clientCredentialsGrant(administrator)
const call = async (method, path, body) => {
  const headers = new Headers({ 'content-type': 'application/json' })
  const answer = await client.fetchProtectedResource(administrator, token, new URL(path, url), method, body && JSON.stringify(body), headers)
  return answer.json()
}
const mine = (await call('GET', '/api/v1/apps')).find((each) => each.clientId === id)
const register = (keys) => call('PUT', `/api/v1/apps/${mine.id}/keys`, { keys })

const pairs = await Promise.all(['ES256', 'Ed25519', 'RS256', 'PS256'].map((algorithm) => oauth.generateKeyPair(algorithm, { extractable: true })))
const publics = await Promise.all(pairs.map(({ publicKey }) => crypto.subtle.exportKey('jwk', publicKey)))
const registered = (await register(publics)).keys
assert.equal(registered.length, 4)

for (const [at, { privateKey }] of pairs.entries()) {
  for (const kid of [undefined, registered[at].kid]) {
    const config = await by(client.PrivateKeyJwt({ key: privateKey, kid }))
    assert.ok(config.serverMetadata().token_endpoint_auth_methods_supported.includes('private_key_jwt'))
    const { access_token: own } = await client.clientCredentialsGrant(config)
    assert.equal((await client.tokenIntrospection(config, own)).active, true)
    await client.tokenRevocation(config, own)
    assert.equal((await client.tokenIntrospection(config, own)).active, false)
  }
}

const issuer = new URL(url)
const insecure = { [oauth.allowInsecureRequests]: true }
const as = await oauth.processDiscoveryResponse(
  issuer, await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' }))
const self = { client_id: id }
const ask = async (key) => oauth.processClientCredentialsResponse(
  as, self, await oauth.clientCredentialsGrantRequest(as, self, oauth.PrivateKeyJwt(key), {}, insecure))
const obtained = await ask(pairs[0].privateKey)
const read = () => oauth.protectedResourceRequest(obtained.access_token, 'GET', new URL('/api/v1/authorization/roles', url), undefined, null, insecure)
assert.equal((await read()).status, 200)
await assert.rejects(ask((await oauth.generateKeyPair('ES256')).privateKey))
await register([])
await assert.rejects(read(), 'a token ends with its key')
await assert.rejects(ask(pairs[0].privateKey))
console.log('    ok      private_key_jwt')
