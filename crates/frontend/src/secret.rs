use zeroize::Zeroizing;

/// A client secret, shown once. Wiped when dropped; no `Debug`, no `Display`, no `Clone`.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret over.
    pub(crate) fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret in clear, to be put into a field, the clipboard or a file at the user's command.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// The environment file for an application: what a client needs to obtain a token. Allocated once, so that no copy of the
/// secret stays behind in memory.
pub(crate) fn env_file(origin: &str, client_id: &str, secret: &Secret) -> Zeroizing<String> {
    let parts = [
        "CLIENT_ID=",
        client_id,
        "\nCLIENT_SECRET=",
        secret.expose(),
        "\nTOKEN_URL=",
        origin,
        shared::paths::TOKEN,
        "\n",
    ];
    let mut text = Zeroizing::new(String::with_capacity(
        parts.iter().map(|part| part.len()).sum(),
    ));
    for part in parts {
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_what_a_client_needs() {
        let secret = Secret::new("cls_x".to_owned());
        assert_eq!(
            env_file("https://c.example", "ci-7f3k2q", &secret).as_str(),
            "CLIENT_ID=ci-7f3k2q\nCLIENT_SECRET=cls_x\nTOKEN_URL=https://c.example/oauth2/token\n"
        );
    }
}
