// openid-client, unmodified: discovery by RFC 8414, both ways of authentication, a call, introspection, revocation.
import assert from 'node:assert/strict'
import * as client from 'openid-client'

const { CLIENTELE_URL: url, CLIENT_ID: id, CLIENT_SECRET: secret } = process.env
const options = { algorithm: 'oauth2', execute: [client.allowInsecureRequests] } // plain HTTP on the loopback

for (const authentication of [client.ClientSecretBasic, client.ClientSecretPost]) {
  const config = await client.discovery(new URL(url), id, secret, authentication(secret), options)
  const metadata = config.serverMetadata()
  assert.equal(metadata.issuer, url)
  const token = await client.clientCredentialsGrant(config)
  assert.equal(token.token_type, 'bearer')
  assert.ok(token.expiresIn() > 0)
  const answer = await client.fetchProtectedResource(
    config, token.access_token, new URL('/api/v1/authorization/roles', url), 'GET')
  assert.equal(answer.status, 200)
  assert.equal((await client.tokenIntrospection(config, token.access_token)).active, true)
  await client.tokenRevocation(config, token.access_token)
  assert.equal((await client.tokenIntrospection(config, token.access_token)).active, false)
  await assert.rejects(
    client.fetchProtectedResource(config, token.access_token, new URL('/api/v1/authorization/roles', url), 'GET'))
}

const wrong = await client.discovery(new URL(url), id, 'wrong', client.ClientSecretBasic('wrong'), options)
await assert.rejects(client.clientCredentialsGrant(wrong), (error) => {
  // A challenge in the answer is what the library reports first.
  assert.equal(error.status ?? error.cause?.status, 401)
  return true
})

// OpenID Connect's well-known address leads to the same endpoints.
const connect = await client.discovery(new URL(url), id, secret, undefined, { ...options, algorithm: 'oidc' })
assert.equal((await client.clientCredentialsGrant(connect)).token_type, 'bearer')
console.log('    ok      openid-client')
