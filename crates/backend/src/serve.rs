//! The server's life: listen, serve, and stop without losing anything.

use std::{io::Write as _, net::SocketAddr, time::Duration};

use tokio::net::TcpListener;

use crate::{App, Env, OpenError, Settings, http::ApiError, sessions, telemetry};

/// How long requests may still take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Why serving ended badly.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The server can't start.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The address can't be listened on.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The operating system's answer.
        source: std::io::Error,
    },
    /// The listener failed.
    #[error("serving failed: {0}")]
    Serve(std::io::Error),
    /// The set-up token can't be made.
    #[error("the set-up token can't be made: {}", .0.message)]
    SetUp(ApiError),
}

impl App {
    /// Listens. Until an administrator exists, the second value is the address where the first is made.
    pub async fn listen(&self) -> Result<(TcpListener, Option<String>), ServeError> {
        let address = self.core.settings.listen;
        let listener = TcpListener::bind(address)
            .await
            .map_err(|source| ServeError::Listen { address, source })?;
        let set_up = sessions::set_up_address(&self.core)
            .await
            .map_err(ServeError::SetUp)?;
        Ok((listener, set_up))
    }

    /// Serves until `stop` is done; then finishes the requests that run, writes what is pending, and ends.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let (stopping, mut stopped) = tokio::sync::watch::channel(false);
        let service = self
            .router
            .clone()
            .into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
            stop.await;
            tracing::info!("stopping");
            // Nobody listens once serving has ended by itself.
            let _ = stopping.send(true);
        });
        let given_up = async move {
            let told = stopped.wait_for(|stopping| *stopping).await.is_ok();
            if told {
                tokio::time::sleep(GRACE).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        let result = tokio::select! {
            result = serving.into_future() => result.map_err(ServeError::Serve),
            () = given_up => {
                tracing::warn!("requests that took longer than ten seconds were cut off");
                Ok(())
            }
        };
        drop(self.background);
        self.core.close().await;
        result
    }
}

/// Done when the operating system asks the process to end: SIGTERM, or Ctrl-C.
pub async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate =
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(signal) => signal,
                Err(error) => {
                    tracing::warn!(%error, "SIGTERM can't be caught");
                    drop(interrupt.await);
                    return;
                }
            };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}

/// Serves until the process is asked to end. The set-up address, while there is one to print, goes to standard output.
pub async fn serve(settings: Settings, env: Env) -> Result<(), ServeError> {
    telemetry::start(&settings);
    let public_url = settings.public_url.origin().to_owned();
    let app = crate::build(settings, env).await?;
    let (listener, set_up) = app.listen().await?;
    tracing::info!(url = public_url, "serving");
    if let Some(address) = set_up {
        let line = format!("Open this address to make the first administrator:\n{address}\n");
        let mut out = std::io::stdout().lock();
        // Without a standard output there is nobody to tell.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    }
    app.serve(listener, signal()).await
}
