//! Token requests as forms: RFC 6749 section 4.4 with the client authentication of section 2.3.1. Pure: bytes in,
//! credentials or the error to answer with out.

use base64::{
    Engine as _,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use super::{
    assertion::{self, Assertion},
    error::{OAuthError, OAuthErrorCode},
};
use crate::secrets::format::ClientSecret;

/// Padding is missing in some clients' headers.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a client presented. Never printed.
pub struct ClientCredentials {
    /// The client ID as presented; it need not exist.
    pub client_id: String,
    /// The secret, or `None` for a text that can't be one: refuse it without hashing anything.
    pub client_secret: Option<ClientSecret>,
    /// What it presented in place of a secret; never both.
    pub assertion: Option<Assertion>,
}

/// What comes of a `scope` in a token request. There are none to grant: access rules say what an application may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scopes {
    /// The token that a request without `scope` gets, and no word about it. RFC 6749 section 3.3 wants the granted scope
    /// in the answer, but an answer can't name none, and clients that find another one than they asked for refuse it.
    Ignore,
    /// `invalid_scope`, as the same section allows.
    Refuse,
}

impl Scopes {
    /// By its name in settings.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "ignore" => Some(Self::Ignore),
            "refuse" => Some(Self::Refuse),
            _ => None,
        }
    }

    fn check(self, scope: &str) -> Result<(), OAuthError> {
        let problem = if !is_scope(scope) {
            "scope is not a list of words"
        } else if self == Self::Refuse {
            "this server grants no scopes, access rules say what an application may do: leave scope out"
        } else {
            return Ok(());
        };
        Err(OAuthError::new(OAuthErrorCode::InvalidScope, problem))
    }
}

/// Reads a form request for the client-credentials grant.
///
/// `content_type` and `authorization` are the headers' values as sent; `authorization` yields one item a header line.
pub fn parse_form<'a>(
    content_type: Option<&[u8]>,
    authorization: impl IntoIterator<Item = &'a [u8]>,
    body: &[u8],
    scopes: Scopes,
) -> Result<ClientCredentials, OAuthError> {
    let (parameters, credentials) = parse_authenticated_form(content_type, authorization, body)?;
    match parameters.get("grant_type") {
        Some("client_credentials") => {}
        Some(_) => {
            return Err(OAuthError::new(
                OAuthErrorCode::UnsupportedGrantType,
                "this server knows the grant type client_credentials alone",
            ));
        }
        None => {
            return Err(OAuthError::invalid_request(
                "grant_type is missing: send grant_type=client_credentials",
            ));
        }
    }
    parameters
        .get("scope")
        .map_or(Ok(()), |scope| scopes.check(scope))?;
    Ok(credentials)
}

/// Reads a form with the client's authentication: what introspection and revocation take too.
pub fn parse_authenticated_form<'a>(
    content_type: Option<&[u8]>,
    authorization: impl IntoIterator<Item = &'a [u8]>,
    body: &[u8],
) -> Result<(Parameters, ClientCredentials), OAuthError> {
    if !body.is_empty() {
        require_form(content_type)?;
    }
    let parameters = Parameters::parse(body)?;
    let mut lines = authorization.into_iter();
    let header = lines.next();
    if lines.next().is_some() {
        return Err(OAuthError::invalid_request(
            "more than one Authorization header",
        ));
    }
    let (id, secret) = (parameters.get("client_id"), parameters.get("client_secret"));
    let asserted = parameters.get("client_assertion").is_some()
        || parameters.get("client_assertion_type").is_some();
    if asserted && (header.is_some() || secret.is_some()) {
        return Err(OAuthError::invalid_request(
            "the client authenticates both by a client_assertion and by a secret: use one of them",
        ));
    }
    let credentials = match header {
        None if asserted => by_assertion(&parameters)?,
        Some(header) => {
            let (basic_id, basic_secret) = basic(header)?;
            if secret.is_some() {
                return Err(OAuthError::invalid_request(
                    "the client authenticates both in the Authorization header and in the body: use one of them",
                ));
            }
            if id.is_some_and(|id| id != *basic_id) {
                return Err(OAuthError::invalid_request(
                    "client_id in the body is not the client ID of the Authorization header",
                ));
            }
            ClientCredentials::new(&basic_id, &basic_secret)
        }
        None => match (id, secret) {
            (Some(id), Some(secret)) => ClientCredentials::new(id, secret),
            _ => {
                return Err(OAuthError::new(
                    OAuthErrorCode::InvalidClient,
                    "client authentication is missing: send the client ID and the client secret by HTTP Basic, \
                     or as client_id and client_secret in the form, or a client_assertion",
                ));
            }
        },
    };
    Ok((parameters, credentials))
}

impl ClientCredentials {
    pub(super) fn new(id: &str, secret: &str) -> Self {
        Self {
            client_id: id.to_owned(),
            client_secret: ClientSecret::parse(secret).ok(),
            assertion: None,
        }
    }
}

/// RFC 7521 section 4.2. What can't be read, or speaks of another client than `client_id`, is refused as a wrong one is.
fn by_assertion(parameters: &Parameters) -> Result<ClientCredentials, OAuthError> {
    let kind = parameters.get("client_assertion_type");
    let assertion = parameters
        .get("client_assertion")
        .and_then(Assertion::parse);
    let client_id = parameters.get("client_id");
    let fits = |assertion: &Assertion| client_id.is_none_or(|id| id == assertion.client_id());
    match assertion.filter(fits) {
        Some(assertion) if kind == Some(assertion::TYPE) => Ok(ClientCredentials {
            client_id: assertion.client_id().to_owned(),
            client_secret: None,
            assertion: Some(assertion),
        }),
        _ => Err(OAuthError::new(
            OAuthErrorCode::InvalidClient,
            "the client_assertion is none of client_assertion_type jwt-bearer with iss, sub, aud, exp and jti, \
             or not of this client_id",
        )),
    }
}

/// A form's parameters: those that have a value, each once. Wiped on drop.
pub struct Parameters(Vec<(String, Zeroizing<String>)>);

impl Parameters {
    fn parse(body: &[u8]) -> Result<Self, OAuthError> {
        let mut parameters: Vec<(String, Zeroizing<String>)> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for pair in body
            .split(|&byte| byte == b'&')
            .filter(|pair| !pair.is_empty())
        {
            let at = pair.iter().position(|&byte| byte == b'=');
            let (name, value) = at.map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
            let (Some(name), Some(value)) = (form_decode(name), form_decode(value)) else {
                return Err(OAuthError::invalid_request(
                    "the body is not application/x-www-form-urlencoded in UTF-8",
                ));
            };
            if seen.iter().any(|earlier| **earlier == **name) {
                return Err(OAuthError::invalid_request(format!(
                    "{} is repeated",
                    printable(&name)
                )));
            }
            seen.push(name.to_string());
            // RFC 6749 section 3.2: a parameter without a value counts as absent.
            if !value.is_empty() {
                parameters.push((name.to_string(), value));
            }
        }
        Ok(Self(parameters))
    }

    /// A parameter's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

fn require_form(content_type: Option<&[u8]>) -> Result<(), OAuthError> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let Some(content_type) = content_type else {
        return Err(OAuthError::invalid_request(format!(
            "the body has no content type: send {FORM}"
        )));
    };
    let content_type = String::from_utf8_lossy(content_type);
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if media_type.eq_ignore_ascii_case(FORM) {
        Ok(())
    } else {
        Err(OAuthError::invalid_request(format!(
            "the content type is {}: send {FORM}",
            printable(media_type)
        )))
    }
}

/// The two halves of an `Authorization: Basic` header, decoded (RFC 7617, RFC 6749 section 2.3.1 and appendix B).
fn basic(header: &[u8]) -> Result<(Zeroizing<String>, Zeroizing<String>), OAuthError> {
    let refused = |description: &str| OAuthError::new(OAuthErrorCode::InvalidClient, description);
    let unreadable = || {
        refused(
            "the Authorization header is not Basic with base64 of a client ID, a colon and a client secret",
        )
    };
    let (scheme, rest) = header.split_at(
        header
            .iter()
            .position(|&byte| byte == b' ')
            .unwrap_or(header.len()),
    );
    if !scheme.eq_ignore_ascii_case(b"Basic") {
        return Err(refused(
            "clients authenticate by Basic, or with client_id and client_secret in the form",
        ));
    }
    let decoded = Zeroizing::new(
        LENIENT
            .decode(rest.trim_ascii())
            .map_err(|_| unreadable())?,
    );
    let colon = decoded
        .iter()
        .position(|&byte| byte == b':')
        .ok_or_else(unreadable)?;
    let (Some(id), Some(secret)) = (
        form_decode(&decoded[..colon]),
        form_decode(&decoded[colon + 1..]),
    ) else {
        return Err(unreadable());
    };
    if id.is_empty() || secret.is_empty() {
        return Err(refused("the client ID or the client secret is empty"));
    }
    Ok((id, secret))
}

/// `application/x-www-form-urlencoded`, strictly: `None` for a `%` without two digits and for what is not UTF-8.
fn form_decode(text: &[u8]) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex(*rest.next()?)? << 4 | hex(*rest.next()?)?,
            other => other,
        });
    }
    std::str::from_utf8(&bytes)
        .ok()
        .map(|text| Zeroizing::new(text.to_owned()))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// RFC 6749 section 3.3.
fn is_scope(text: &str) -> bool {
    let token = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
    };
    text.split(' ').all(token)
}

/// What may stand in an `error_description` (RFC 6749 section 5.2), and not too much of it.
fn printable(text: &str) -> String {
    text.chars()
        .take(80)
        .map(|c| {
            if matches!(c, ' '..='~') && !matches!(c, '"' | '\\') {
                c
            } else {
                '.'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";
    const GRANT: &str = "grant_type=client_credentials";

    fn secret() -> String {
        ClientSecret::from_entropy([7; 32]).expose().to_owned()
    }

    fn header(user_and_password: &str) -> String {
        format!("Basic {}", STANDARD.encode(user_and_password))
    }

    fn percent(text: &str) -> String {
        text.bytes()
            .flat_map(|b| ['%', digit(b >> 4), digit(b & 15)])
            .collect()
    }

    fn digit(value: u8) -> char {
        char::from_digit(value.into(), 16).unwrap()
    }

    fn parse(
        content_type: &str,
        authorization: Option<&str>,
        body: &str,
    ) -> Result<ClientCredentials, OAuthError> {
        parse_form(
            Some(content_type.as_bytes()),
            authorization.map(str::as_bytes),
            body.as_bytes(),
            Scopes::Ignore,
        )
    }

    /// `ok` with a secret, `no secret` with a text that is none, else status and code.
    fn outcome(result: Result<ClientCredentials, OAuthError>) -> String {
        match result {
            Ok(ClientCredentials {
                client_id,
                client_secret: Some(_),
                assertion: None,
            }) => format!("ok {client_id}"),
            Ok(ClientCredentials {
                client_id,
                client_secret: None,
                assertion: None,
            }) => format!("no secret {client_id}"),
            Ok(ClientCredentials { client_id, .. }) => format!("asserted {client_id}"),
            Err(error) => {
                assert_eq!(error.challenge().is_some(), error.status() == 401);
                assert!(
                    printable(&error.description)
                        .starts_with(&error.description[..error.description.len().min(80)])
                );
                format!("{} {}", error.status(), error.code.as_str())
            }
        }
    }

    #[test]
    fn form_requests() {
        let secret = secret();
        let good = header(&format!("ci-1:{secret}"));
        let in_body = format!("{GRANT}&client_id=ci-1&client_secret={secret}");
        let encoded = format!("{}:{}", percent("ci-1"), percent(&secret));
        let asserted = |kind: &str, assertion: &str| {
            format!("{GRANT}&client_assertion_type={kind}&client_assertion={assertion}")
        };
        let part = |json: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json);
        let claims = r#"{"iss":"ci-1","sub":"ci-1","aud":"x","exp":1,"jti":"y"}"#;
        let good_assertion = format!("{}.{}.AAAA", part(r#"{"alg":"ES256"}"#), part(claims));
        #[rustfmt::skip]
        let cases = [
            (Some(&*good), GRANT, "ok ci-1"),
            (None, &*in_body, "ok ci-1"),
            (Some(&*good.replace("Basic", "bAsIc")), GRANT, "ok ci-1"),
            (Some(&*good.replace("Basic ", "Basic   ")), GRANT, "ok ci-1"),
            (Some(good.trim_end_matches('=')), GRANT, "ok ci-1"),
            (Some(&*header(&encoded)), GRANT, "ok ci-1"),
            (Some(&*good), "grant_type=client%5Fcredentials", "ok ci-1"),
            (Some(&*good), "&&grant_type=client_credentials&", "ok ci-1"),
            (Some(&*good), "grant_type=client_credentials&scope=", "ok ci-1"),
            (Some(&*good), "grant_type=client_credentials&scope=a+b", "ok ci-1"),
            (Some(&*good), "grant_type=client_credentials&x_trace=1", "ok ci-1"),
            (Some(&*good), "grant_type=client_credentials&client_id=ci-1", "ok ci-1"),
            (Some(&*good), "grant_type=client_credentials&client_secret=", "ok ci-1"),
            (Some(&*header(&format!("ci-1:{secret}+"))), GRANT, "no secret ci-1"),
            (Some(&*header("ci-1:password:with:colons")), GRANT, "no secret ci-1"),
            (Some(&*good), "", "400 invalid_request"),
            (Some(&*good), "grant_type=", "400 invalid_request"),
            (Some(&*good), "scope=", "400 invalid_request"),
            (Some(&*good), "grant_type=a&grant_type=a", "400 invalid_request"),
            (Some(&*good), "grant_type=client_credentials&scope=&scope=", "400 invalid_request"),
            (Some(&*good), "grant_type=client_credentials&x=1&x=2", "400 invalid_request"),
            (Some(&*good), "grant_type=client_credentials&x=%zz", "400 invalid_request"),
            (Some(&*good), "grant_type=client_credentials&x=%ff", "400 invalid_request"),
            (Some(&*good), "grant_type=client_credentials&client_id=ci-2", "400 invalid_request"),
            (Some(&*good), &*in_body, "400 invalid_request"),
            (Some(&*good), "grant_type=password", "400 unsupported_grant_type"),
            (Some(&*good), "grant_type=Client_Credentials", "400 unsupported_grant_type"),
            (Some(&*good), "grant_type=client_credentials&scope=%22", "400 invalid_scope"),
            (Some(&*good), "grant_type=client_credentials&scope=a++b", "400 invalid_scope"),
            (Some(&*good), "grant_type=client_credentials&scope=%C3%A9", "400 invalid_scope"),
            (None, GRANT, "401 invalid_client"),
            (None, "grant_type=client_credentials&client_id=ci-1", "401 invalid_client"),
            (None, "grant_type=client_credentials&client_id=&client_secret=x", "401 invalid_client"),
            (Some(""), GRANT, "401 invalid_client"),
            (Some("Basic"), GRANT, "401 invalid_client"),
            (Some("Basic "), GRANT, "401 invalid_client"),
            (Some("Basic ci-1:secret"), GRANT, "401 invalid_client"),
            (Some("Bearer abc"), GRANT, "401 invalid_client"),
            (Some("Bearer abc"), &*in_body, "401 invalid_client"),
            (Some(&*header("ci-1")), GRANT, "401 invalid_client"),
            (Some(&*header(":x")), GRANT, "401 invalid_client"),
            (Some(&*header("ci-1:")), GRANT, "401 invalid_client"),
            (Some(&*header("ci-1:%")), GRANT, "401 invalid_client"),
            (Some(&*header("ci-1:%f")), GRANT, "401 invalid_client"),
            (Some(&*header("%ff:x")), GRANT, "401 invalid_client"),
            (None, &*asserted(assertion::TYPE, &good_assertion), "asserted ci-1"),
            (None, &*format!("{}&client_id=ci-1", asserted(assertion::TYPE, &good_assertion)), "asserted ci-1"),
            (None, &*format!("{}&client_id=ci-2", asserted(assertion::TYPE, &good_assertion)), "401 invalid_client"),
            (None, &*asserted("urn:other", &good_assertion), "401 invalid_client"),
            (None, &*asserted("", &good_assertion), "401 invalid_client"),
            (None, &*asserted(assertion::TYPE, ""), "401 invalid_client"),
            (None, &*asserted(assertion::TYPE, "a.b.c"), "401 invalid_client"),
            (Some(&*good), &*asserted(assertion::TYPE, &good_assertion), "400 invalid_request"),
            (None, &*format!("{in_body}&client_assertion=x"), "400 invalid_request"),
        ];
        for (authorization, body, expected) in cases {
            assert_eq!(
                outcome(parse(FORM, authorization, body)),
                expected,
                "{authorization:?} {body}"
            );
        }
    }

    #[test]
    fn content_types() {
        let good = header(&format!("ci-1:{}", secret()));
        for (content_type, expected) in [
            (FORM, "ok ci-1"),
            ("application/x-www-form-urlencoded;charset=UTF-8", "ok ci-1"),
            (
                "Application/X-WWW-Form-UrlEncoded ; Charset=utf-8",
                "ok ci-1",
            ),
            ("application/json", "400 invalid_request"),
            ("", "400 invalid_request"),
            ("multipart/form-data; boundary=x", "400 invalid_request"),
        ] {
            assert_eq!(
                outcome(parse(content_type, Some(&good), GRANT)),
                expected,
                "{content_type}"
            );
        }
        let json = parse("application/json", Some(&good), "{}").err().unwrap();
        assert!(
            json.description.contains("application/json"),
            "{}",
            json.description
        );
        let odd = parse("te\"xt/\\é", Some(&good), "{}").err().unwrap();
        assert!(odd.description.contains("te.xt/.."), "{}", odd.description);
        let none = parse_form(None, [good.as_bytes()], GRANT.as_bytes(), Scopes::Ignore);
        assert_eq!(outcome(none), "400 invalid_request");
        let two = parse_form(
            Some(FORM.as_bytes()),
            [good.as_bytes(), good.as_bytes()],
            GRANT.as_bytes(),
            Scopes::Ignore,
        );
        assert_eq!(outcome(two), "400 invalid_request");
    }

    #[test]
    fn scopes_can_be_refused() {
        let good = header(&format!("ci-1:{}", secret()));
        for (scope, expected) in [
            ("", "ok ci-1"),
            ("&scope=", "ok ci-1"),
            ("&scope=a", "400 invalid_scope"),
            ("&scope=%22", "400 invalid_scope"),
        ] {
            let parsed = parse_form(
                Some(FORM.as_bytes()),
                [good.as_bytes()],
                format!("{GRANT}{scope}").as_bytes(),
                Scopes::Refuse,
            );
            assert_eq!(outcome(parsed), expected, "{scope}");
        }
    }

    proptest! {
        #[test]
        fn anything_at_all_is_answered(
            content_type in prop::option::of(prop::collection::vec(any::<u8>(), 0..40)),
            authorization in prop::collection::vec(any::<u8>(), 0..60),
            body in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            for body in [body.clone(), [GRANT.as_bytes(), b"&", &body].concat()] {
                let _ = parse_form(content_type.as_deref(), [], &body, Scopes::Ignore);
                let refused = parse_form(Some(FORM.as_bytes()), [&authorization[..]], &body, Scopes::Refuse);
                if let Err(error) = refused {
                    prop_assert!(error.description.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\'));
                }
            }
        }

        #[test]
        fn what_is_encoded_decodes(text in ".*") {
            let encoded = percent(&text);
            prop_assert_eq!(&**form_decode(encoded.as_bytes()).unwrap(), text);
        }
    }
}
