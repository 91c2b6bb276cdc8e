//! The console: a single page over the API, compiled to WebAssembly. Compiled natively only to test what is pure.

mod api;
mod app;
mod later;
mod pages;
mod platform;
mod route;
mod secret;
mod session;
mod shell;
mod texts;
mod ui;

fn main() {
    let Some(place) = platform::mount_point() else {
        return;
    };
    leptos::mount::mount_to(place, app::app).forget();
    platform::mark_ready();
}
