//! Software that nobody here wrote, and the conformance suite: `tests/clients/run.py` does the work, which needs Python.

use std::path::Path;
use std::process::Command;

use super::{Ground, Verdict};
use crate::{process, report, tools};

/// What `run.py` ends with when something is missing.
const MISSING: i32 = 77;

/// The server against every version of the vendor's client that is supported.
pub(super) fn runapy(ground: &mut Ground) -> Verdict {
    run(ground, "runapy")
}

/// Authlib and requests-oauthlib.
pub(super) fn python(ground: &mut Ground) -> Verdict {
    run(ground, "python_clients")
}

/// openid-client and oauth4webapi.
pub(super) fn javascript(ground: &mut Ground) -> Verdict {
    match tools::need_node() {
        Ok(()) => run(ground, "javascript"),
        Err(why) => Verdict::Missing(why),
    }
}

/// The crate oauth2.
pub(super) fn rust(ground: &mut Ground) -> Verdict {
    run(ground, "rust")
}

/// Apache as a resource server. Without Debian's packages `run.py` says what is missing.
pub(super) fn apache(ground: &mut Ground) -> Verdict {
    const PACKAGES: &[&str] = &[
        "apache2-bin",
        "libapache2-mod-auth-openidc",
        "libapache2-mod-oauth2",
    ];
    let there = ["mod_auth_openidc.so", "mod_oauth2.so"]
        .iter()
        .all(|module| Path::new("/usr/lib/apache2/modules").join(module).is_file());
    if !there {
        let installed = report::step("Apache", "apt-get install", || {
            process::apt_install(PACKAGES)
        });
        if let Err(why) = installed {
            return Verdict::Missing(why);
        }
    }
    run(ground, "apache")
}

/// What is wrong with a credential shows in nothing.
pub(super) fn alike(ground: &mut Ground) -> Verdict {
    run(ground, "alike")
}

/// schemathesis over the OpenAPI document.
pub(super) fn openapi(ground: &mut Ground) -> Verdict {
    run(ground, "openapi")
}

/// The conformance suite.
pub(super) fn conformance(ground: &mut Ground) -> Verdict {
    run(ground, "conformance")
}

/// Every command of the guides, which use `jq` and have a program in Go.
pub(super) fn guides(ground: &mut Ground) -> Verdict {
    const PROGRAMS: &[(&str, &str)] = &[("go", "golang-go"), ("jq", "jq")];
    match process::need_programs("Go and jq", PROGRAMS) {
        Ok(()) => run(ground, "guides"),
        Err(why) => Verdict::Missing(why),
    }
}

/// Python with what virtual environments need, installed if it can be.
pub(crate) fn need_python() -> crate::Result {
    let works = || process::capture(Command::new("python3").args(["-c", "import venv, ensurepip"]));
    if works().is_ok() {
        return Ok(());
    }
    report::step("Python", "apt-get install python3 python3-venv", || {
        process::apt_install(&["python3", "python3-venv"])
    })?;
    works().map(drop)
}

fn run(ground: &mut Ground, check: &str) -> Verdict {
    let binary = match ground.server() {
        Ok(binary) => binary,
        Err(why) => return Verdict::Failed(why),
    };
    if let Err(why) = need_python() {
        return Verdict::Missing(why);
    }
    let mut command = process::command("python3");
    command
        .args(["tests/clients/run.py", check])
        .env("CLIENTELE_BIN", binary);
    match command.status() {
        Ok(status) if status.success() => Verdict::Passed,
        Ok(status) if status.code() == Some(MISSING) => {
            Verdict::Missing(format!("{check}: see above"))
        }
        Ok(_) => Verdict::Failed(format!("{check}: see above")),
        Err(error) => Verdict::Missing(format!("python3: {error}")),
    }
}
