//! `clientele-conformance`: the client credentials grant of any OAuth 2.0 server, RFC by RFC, from outside.
//!
//! It knows a server by its addresses and a client that may use the grant; nothing of it is particular to one product.

mod case;
mod cases;
mod dpop;
mod http;
mod jwt;
mod report;
mod target;

use std::{cell::RefCell, path::PathBuf, process::ExitCode};

use case::{Level, Outcome, Verdict};
use clap::Parser;
use target::{Client, Target};

/// Checks the client credentials grant of an OAuth 2.0 server, RFC by RFC, from outside.
///
/// Fails when a MUST or a SHOULD that applies does not hold.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// The token endpoint (RFC 6749).
    #[arg(long)]
    token_url: String,
    /// A client that may use the grant.
    #[arg(long)]
    client_id: String,
    /// Its secret.
    #[arg(long, env = "CLIENT_SECRET", hide_env_values = true)]
    client_secret: String,
    /// Another such client: what one may do to another's tokens is tested with it.
    #[arg(long, requires = "second_client_secret")]
    second_client_id: Option<String>,
    /// The other client's secret.
    #[arg(long, env = "SECOND_CLIENT_SECRET", hide_env_values = true)]
    second_client_secret: Option<String>,
    /// The introspection endpoint (RFC 7662).
    #[arg(long)]
    introspection_url: Option<String>,
    /// The revocation endpoint (RFC 7009).
    #[arg(long)]
    revocation_url: Option<String>,
    /// The metadata document (RFC 8414).
    #[arg(long)]
    metadata_url: Option<String>,
    /// The public keys (RFC 7517).
    #[arg(long)]
    jwks_url: Option<String>,
    /// An address that GET reads with the client's access token: for tokens that are bound to a key (RFC 9449).
    #[arg(long)]
    resource_url: Option<String>,
    /// A parameter that this server wants in every token request.
    #[arg(long = "token-parameter", value_name = "NAME=VALUE", value_parser = pair)]
    parameters: Vec<(String, String)>,
    /// A case that may fail; the output still says that it does.
    #[arg(long = "except", value_name = "CASE")]
    exceptions: Vec<String>,
    /// Writes every case with what was sent, expected and answered.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Prints a Markdown table.
    #[arg(long)]
    markdown: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn main() -> ExitCode {
    let options = Options::parse();
    let target = Target {
        token: options.token_url,
        introspection: options.introspection_url,
        revocation: options.revocation_url,
        metadata: options.metadata_url,
        jwks: options.jwks_url,
        resource: options.resource_url,
        client: Client {
            id: options.client_id,
            secret: options.client_secret,
        },
        second: options
            .second_client_id
            .zip(options.second_client_secret)
            .map(|(id, secret)| Client { id, secret }),
        parameters: options.parameters,
        failures: RefCell::default(),
    };
    let first = target.good(&target.client);
    if first.status() == 0 {
        report::problem(&format!("{}: {}", target.token, first.got()));
        return ExitCode::from(2);
    }
    let outcomes: Vec<Outcome> = cases::all()
        .into_iter()
        .map(|case| Outcome {
            finding: (case.run)(&target).leave_free(case.level),
            case,
        })
        .collect();
    if options.markdown {
        report::markdown(&outcomes);
    } else {
        report::text(&outcomes);
    }
    if let Some(file) = &options.json
        && let Err(error) = report::json(&outcomes, file)
    {
        report::problem(&format!("{}: {error}", file.display()));
        return ExitCode::from(2);
    }
    let wrong = outcomes.iter().any(|outcome| {
        outcome.finding.verdict == Verdict::Fail
            && outcome.case.level != Level::May
            && !options.exceptions.contains(&outcome.case.id)
    });
    if wrong {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
