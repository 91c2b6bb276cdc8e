//! Where the dependencies come from, under which licence, and whether they are used at all.

use std::fs;

use crate::{declared, members, metadata, none, packages, root, sources, text};

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Licences that the product may be shipped under, as deny.toml lists them.
fn allowed_licences() -> Vec<String> {
    let deny = fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
    let list = deny
        .split("allow = [")
        .nth(1)
        .and_then(|rest| rest.split(']').next())
        .expect("licenses.allow");
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Whether an SPDX expression can be met with these licences: one arm of an OR, every arm of an AND.
fn met(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ").replace(['(', ')'], " ");
    // Without brackets AND binds tighter; none of the expressions met so far needs them.
    expression.split(" OR ").any(|arm| {
        arm.split(" AND ").all(|licence| {
            allowed
                .iter()
                .any(|name| name == licence.trim().trim_end_matches('+'))
        })
    })
}

#[test]
fn every_package_comes_from_the_registry() {
    let strange = packages()
        .filter(|package| package["source"].is_string() && text(package, "source") != REGISTRY)
        .map(|package| {
            format!(
                "{} comes from {}",
                text(package, "name"),
                text(package, "source")
            )
        });
    none(strange.collect());
}

#[test]
fn every_licence_is_allowed() {
    let allowed = allowed_licences();
    let strange = packages()
        .filter(|package| !met(text(package, "license"), &allowed))
        .map(|package| {
            format!(
                "{} is under {:?}",
                text(package, "name"),
                text(package, "license")
            )
        });
    none(strange.collect());
}

#[test]
fn every_declared_dependency_is_used() {
    // Named nowhere, needed all the same: package and why.
    let indirect: &[(&str, &str)] = &[];
    let mut unused = Vec::new();
    for package in members() {
        let manifest = text(package, "manifest_path");
        let folder = std::path::Path::new(manifest).parent().and_then(|path| {
            path.strip_prefix(root())
                .ok()
                .map(std::path::Path::to_path_buf)
        });
        let code = sources(&folder.expect("beneath the root").to_string_lossy());
        for dependency in declared(package) {
            let name = dependency["rename"]
                .as_str()
                .unwrap_or_else(|| text(dependency, "name"));
            let in_code = name.replace('-', "_");
            let used = code.iter().any(|source| source.text.contains(&in_code))
                || indirect.iter().any(|(known, _)| *known == name);
            if !used {
                unused.push(format!(
                    "{} declares {name} and does not use it",
                    text(package, "name")
                ));
            }
        }
    }
    none(unused);
}

#[test]
fn the_installed_wasm_bindgen_fits_the_locked_one() {
    let tools = fs::read_to_string(root().join("xtask/src/tools.rs")).expect("xtask's tools");
    let locked = packages()
        .find(|package| text(package, "name") == "wasm-bindgen")
        .map(|package| text(package, "version"));
    let locked = locked.expect("the page uses wasm-bindgen");
    assert!(
        tools.contains(&format!("\"{locked}\"")),
        "xtask installs another wasm-bindgen than {locked}"
    );
}

#[test]
fn every_member_takes_the_workspace_lints() {
    let without = members().into_iter().filter(|package| {
        let manifest = fs::read_to_string(text(package, "manifest_path")).expect("a manifest");
        !manifest.contains("[lints]\nworkspace = true")
    });
    none(
        without
            .map(|package| {
                format!(
                    "{} does not take the workspace's lints",
                    text(package, "name")
                )
            })
            .collect(),
    );
    assert!(metadata()["workspace_members"].is_array());
}
