// oidc-provider with what the grant needs switched on, for one resource, its tokens opaque or JWTs by RFC 9068. In memory.
import { generateKeyPairSync } from 'node:crypto'
import { Provider } from 'oidc-provider'

const { PORT, CLIENTS, FORMAT, ALGORITHM } = process.env
const KEYS = { RS256: ['rsa', { modulusLength: 2048 }], ES256: ['ec', { namedCurve: 'P-256' }], EdDSA: ['ed25519'] }
const keys = [...new Set(['RS256', ALGORITHM])].map((name) => ({
  ...generateKeyPairSync(...KEYS[name]).privateKey.export({ format: 'jwk' }), alg: name, use: 'sig',
}))
const issuer = `http://127.0.0.1:${PORT}`
const resource = 'https://api.example.com'

const provider = new Provider(issuer, {
  scopes: ['read'],
  jwks: { keys },
  clients: JSON.parse(CLIENTS).map(({ clientId, clientSecret }) => ({
    client_id: clientId,
    client_secret: clientSecret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  })),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true },
    dPoP: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: 'read', audience: resource, accessTokenFormat: FORMAT, jwt: { sign: { alg: ALGORITHM } } }),
    },
  },
})
provider.listen(Number(PORT), '127.0.0.1')
